import DossierColumns
import DossierStore
import Glibc

/// Opens bytes as a store, in a file in memory.
enum StoreTarget {
    private static let path = "/dev/shm/dossier-fuzz-\(getpid()).dossier"

    static func open(_ bytes: UnsafeRawBufferPointer) {
        guard let stream = fopen(path, "w") else { return }
        fwrite(bytes.baseAddress, 1, bytes.count, stream)
        fclose(stream)
        defer {
            unlink(path)
            unlink(path + "-journal")
        }
        guard let reader = try? StoreReader(path: path) else { return }
        _ = try? reader.verify()
        for trace in (try? reader.traces(limit: 3)) ?? [] {
            _ = try? reader.trace(trace.id)
        }
        for block in (try? reader.blocks(of: .span)) ?? [] { _ = try? reader.read(block) }
    }
}
