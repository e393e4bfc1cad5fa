import DossierBlocks
import DossierColumns
import Testing
@Suite struct TmpTests {
    @Test func show() throws {
        for p in WordPattern.allCases {
            let w = p.words(count: 16384)
            let a = try ChunkRoundTrip(w, type: .int).chunk, b = try ChunkRoundTrip(w, type: .int, effort: .high).chunk
            print("PAT", p, a.bytes[0], a.bytes.count, b.bytes[0], b.bytes.count)
        }
    }
}
