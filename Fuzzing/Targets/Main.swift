import Glibc

/// Runs libFuzzer on the target named by `DOSSIER_FUZZ_TARGET`, with libFuzzer's own arguments.
@main
enum Main {
    static func main() {
        guard let name = getenv("DOSSIER_FUZZ_TARGET"),
            FuzzTarget(rawValue: String(cString: name)) != nil
        else {
            print("set DOSSIER_FUZZ_TARGET to one of", FuzzTarget.allCases.map(\.rawValue))
            exit(64)
        }
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? =
            CommandLine.unsafeArgv
        exit(
            fuzzerRunDriver(&count, &arguments) { bytes, count in
                Main.target.run(UnsafeRawBufferPointer(start: bytes, count: count))
                return 0
            }
        )
    }

    private static let target: FuzzTarget =
        getenv("DOSSIER_FUZZ_TARGET")
        .flatMap { FuzzTarget(rawValue: String(cString: $0)) } ?? .dump
}

@_silgen_name("LLVMFuzzerRunDriver")
private func fuzzerRunDriver(
    _ argumentCount: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32
