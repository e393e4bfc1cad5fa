import CZlib
import CZstd
import Glibc

@testable import DossierOTLP

/// Encoded inputs, made in the test by the C libraries.
enum InputFixtures {
    /// Three values as the collector writes them, of different sizes, the middle one the largest.
    static let messages: [[UInt8]] = [
        Array(#"{"resourceSpans":[{"scopeSpans":[]}]}"#.utf8),
        Array(
            (#"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":""#
                + "The order could not be completed, because the basket was empty."
                + #""}}]}]}]}"#).utf8
        ),
        Array(#"{"resourceMetrics":[{"schemaUrl":"last"}]}"#.utf8),
    ]

    static let lines: [[UInt8]] = messages.map { $0 + [newline] }
    static let newline = UInt8(ascii: "\n")

    /// The messages with one newline between them and none after the last.
    static var joinedMessages: [UInt8] { Array(messages.joined(separator: [newline])) }

    static func gzip(_ content: [UInt8], level: Int32 = 6) -> [UInt8] {
        var stream = z_stream()
        deflateInit2_(
            &stream,
            level,
            Z_DEFLATED,
            15 + 16,
            8,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        defer { deflateEnd(&stream) }
        var input = content
        return [UInt8](unsafeUninitializedCapacity: content.count * 2 + 128) { output, count in
            input.withUnsafeMutableBufferPointer { input in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                let status = deflate(&stream, Z_FINISH)
                precondition(status == Z_STREAM_END)
                count = output.count - Int(stream.avail_out)
            }
        }
    }

    /// A frame with a checksum after it, as the command line tool writes it, or without.
    static func zstd(
        _ content: [UInt8],
        level: Int32 = 3,
        hasChecksum: Bool = true,
        windowLog: Int32 = 0
    ) -> [UInt8] {
        let context = ZSTD_createCCtx()
        defer { ZSTD_freeCCtx(context) }
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, hasChecksum ? 1 : 0)
        ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, windowLog)
        return [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(content.count)) {
            output,
            count in
            count = ZSTD_compress2(
                context,
                output.baseAddress,
                output.count,
                content,
                content.count
            )
            precondition(ZSTD_isError(count) == 0)
        }
    }

    /// A frame of which a part is flushed and the rest still to come.
    static func flushedZstd(_ content: [UInt8]) -> [UInt8] {
        let context = ZSTD_createCCtx()
        defer { ZSTD_freeCCtx(context) }
        return [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(content.count)) {
            output,
            count in
            content.withUnsafeBytes { content in
                var input = ZSTD_inBuffer(src: content.baseAddress, size: content.count, pos: 0)
                var made = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
                let left = ZSTD_compressStream2(context, &made, &input, ZSTD_e_flush)
                precondition(left == 0)
                count = made.pos
            }
        }
    }

    static func lengthPrefixed(_ message: [UInt8]) -> [UInt8] {
        let count = UInt32(message.count)
        return (0..<4).reversed().map { UInt8(truncatingIfNeeded: count >> (8 * $0)) } + message
    }

    static func skippableFrame(_ content: [UInt8], kind: UInt8 = 0) -> [UInt8] {
        let prefix = lengthPrefixed(content).prefix(4).reversed()
        return [0x50 | kind, 0x2a, 0x4d, 0x18] + prefix + content
    }

    /// A frame of one raw block that asks for a window of 2^`windowLog` bytes.
    static func zstdFrame(windowLog: UInt8, _ content: [UInt8]) -> [UInt8] {
        let block = UInt32(content.count) << 3 | 1
        let blockHeader = (0..<3).map { UInt8(truncatingIfNeeded: block >> (8 * $0)) }
        return ZstdFrameHeader.magic + [0, (windowLog - 10) << 3] + blockHeader + content
    }

    /// Bytes that do not compress, the same for each seed, among them line feeds.
    static func noise(_ count: Int, seed: UInt64) -> [UInt8] {
        var state = seed
        return [UInt8](unsafeUninitializedCapacity: count) { bytes, initializedCount in
            while initializedCount < count {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes[initializedCount] = UInt8(truncatingIfNeeded: state >> 33)
                initializedCount += 1
            }
        }
    }

    /// Four mebibytes of hexadecimal digits in lines, which compress to about a half.
    static let megabytes: [UInt8] = {
        let digits = Array("0123456789abcdef".utf8)
        return noise(4 << 20, seed: 1).map { $0 == 0xff ? newline : digits[Int($0 & 15)] }
    }()
}

/// All that one input gave.
struct DrainedInput: CustomStringConvertible {
    var bytes: [UInt8] = []
    var encoding = InputEncoding.plain
    var damage: [InputDamage] = []
    var warning: String?
    var encodedBytesRead: UInt64 = 0
    var decodedBytesRead: UInt64 = 0
    var readCount = 0

    /// Whether another read of the same input gave the same.
    func isAlike(_ other: DrainedInput) -> Bool {
        // After a decompressor, a missing length is reported where the decompressor had got to.
        func faults(_ damage: [InputDamage]) -> [String] {
            damage.map { encoding.isLengthPrefixedJSON ? "\($0.reason)" : "\($0)" }.sorted()
        }
        return bytes == other.bytes && encoding == other.encoding && warning == other.warning
            && faults(damage) == faults(other.damage)
            && damage.map(\.decodedOffset) == other.damage.map(\.decodedOffset)
            && encodedBytesRead == other.encodedBytesRead
    }

    var description: String {
        "\(text.debugDescription) \(damage) \(warning ?? "whole") \(encodedBytesRead)"
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    var isTruncated: Bool { warning != nil }

    init(_ bytes: [UInt8], readSize: Int = 64 << 10) throws(InputError) {
        var input = DecodedInput(bytes: bytes, name: "memory")
        try self.init(&input, readSize: readSize)
    }

    init(path: String, readSize: Int = 64 << 10) throws(InputError) {
        var input = try DecodedInput(path: path)
        try self.init(&input, readSize: readSize)
    }

    init(_ input: inout DecodedInput, readSize: Int = 64 << 10) throws(InputError) {
        encoding = input.encoding
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: readSize, alignment: 1)
        defer { buffer.deallocate() }
        while true {
            let count = try input.read(into: buffer)
            guard count > 0 else { break }
            bytes += buffer.prefix(count)
            readCount += 1
        }
        damage = input.damage
        warning = input.truncationWarning
        encodedBytesRead = input.encodedBytesRead
        decodedBytesRead = input.decodedBytesRead
    }
}

/// A folder that is gone with its content when the test ends.
final class TemporaryFolder {
    let path: String

    init() {
        var template = Array("/tmp/dossier-input-XXXXXX".utf8CString)
        mkdtemp(&template)
        path = template.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { String(cString: $0) } ?? ""
        }
        precondition(path.hasPrefix("/tmp/dossier-input-"))
    }

    deinit {
        pclose(popen("rm -rf '\(path)'", "r"))
    }

    @discardableResult
    func write(_ name: String, _ bytes: [UInt8] = Array("{}\n".utf8)) -> String {
        let file = "\(path)/\(name)"
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        precondition(descriptor >= 0)
        defer { close(descriptor) }
        precondition(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
        return file
    }

    @discardableResult
    func makeFolder(_ name: String) -> String {
        let folder = "\(path)/\(name)"
        precondition(mkdir(folder, 0o755) == 0)
        return folder
    }

    func link(_ name: String, to target: String) {
        precondition(symlink(target, "\(path)/\(name)") == 0)
    }
}
