import Testing

@testable import DossierOTLP

/// Whole inputs come out as they went in, whatever they are wrapped in.
@Suite struct DecodedInputTests {
    /// One way to wrap messages, and what comes out of it.
    struct Wrapping: CustomTestStringConvertible, Sendable {
        let encoding: InputEncoding
        let wrap: @Sendable ([[UInt8]]) -> [UInt8]
        /// Whether messages come out with newlines between them that did not go in.
        let isSeparating: Bool

        var testDescription: String { encoding.rawValue }

        func expected(_ messages: [[UInt8]]) -> [UInt8] {
            isSeparating
                ? Array(messages.joined(separator: [InputFixtures.newline]))
                : Array(messages.joined())
        }
    }

    static let wrappings = [
        Wrapping(encoding: .plain, wrap: { Array($0.joined()) }, isSeparating: false),
        Wrapping(
            encoding: .gzip,
            wrap: { $0.flatMap { InputFixtures.gzip($0) } },
            isSeparating: false
        ),
        Wrapping(
            encoding: .zstd,
            wrap: { $0.flatMap { InputFixtures.zstd($0) } },
            isSeparating: false
        ),
        Wrapping(
            encoding: .lengthPrefixedZstd,
            wrap: { $0.flatMap { InputFixtures.lengthPrefixed(InputFixtures.zstd($0)) } },
            isSeparating: true
        ),
        Wrapping(
            encoding: .lengthPrefixedJSON,
            wrap: { $0.flatMap(InputFixtures.lengthPrefixed) },
            isSeparating: true
        ),
        Wrapping(
            encoding: .gzipOfLengthPrefixedJSON,
            wrap: { InputFixtures.gzip($0.flatMap(InputFixtures.lengthPrefixed)) },
            isSeparating: true
        ),
        Wrapping(
            encoding: .zstdOfLengthPrefixedJSON,
            wrap: { $0.flatMap { InputFixtures.zstd(InputFixtures.lengthPrefixed($0)) } },
            isSeparating: true
        ),
    ]

    /// Reads of all sizes give the same; returns what they give.
    static func drainAlike(_ bytes: [UInt8]) throws -> DrainedInput {
        let drained = try DrainedInput(bytes)
        for readSize in [1, 7, 31, 4_096] {
            let other = try DrainedInput(bytes, readSize: readSize)
            let isAlike = other.isAlike(drained)
            #expect(isAlike, "read size \(readSize): \(other) is not \(drained)")
        }
        return drained
    }

    @Test(arguments: wrappings)
    func readsManyMessages(_ wrapping: Wrapping) throws {
        let encoded = wrapping.wrap(InputFixtures.messages)
        let drained = try Self.drainAlike(encoded)
        #expect(drained.encoding == wrapping.encoding)
        #expect(drained.bytes == wrapping.expected(InputFixtures.messages))
        #expect(drained.damage.isEmpty)
        #expect(!drained.isTruncated)
        #expect(drained.encodedBytesRead == UInt64(encoded.count))
        #expect(drained.decodedBytesRead == UInt64(drained.bytes.count))
    }

    @Test(arguments: wrappings)
    func readsThousandsOfMessages(_ wrapping: Wrapping) throws {
        let messages = (0..<5_000).map { Array(#"{"resourceSpans":[],"n":\#($0)}"#.utf8) }
        let drained = try DrainedInput(wrapping.wrap(messages))
        #expect(drained.encoding == wrapping.encoding)
        #expect(drained.bytes == wrapping.expected(messages))
        #expect(drained.damage.isEmpty)
        #expect(!drained.isTruncated)
    }

    @Test(arguments: wrappings.filter { !$0.encoding.isLengthPrefixedJSON })
    func readsNothingAndOneByte(_ wrapping: Wrapping) throws {
        for content in [[], [UInt8(ascii: "{")]] {
            let drained = try Self.drainAlike(wrapping.wrap([content]))
            #expect(drained.encoding == wrapping.encoding)
            #expect(drained.bytes == content)
            #expect(drained.damage.isEmpty)
            #expect(!drained.isTruncated)
        }
    }

    @Test func readsAnEmptyInputAsPlain() throws {
        let drained = try DrainedInput([])
        #expect(drained.encoding == .plain)
        #expect(drained.bytes.isEmpty)
        #expect(!drained.isTruncated)
    }

    /// Larger than the buffer for encoded bytes, so that it is refilled and moved many times.
    @Test(arguments: [257, 1 << 16, 5 << 20])
    func readsMegabytes(readSize: Int) throws {
        let content = InputFixtures.megabytes
        let parts = [content.prefix(3 << 20), content.dropFirst(3 << 20)].map(Array.init)
        let inputs: [(InputEncoding, [UInt8])] = [
            (.plain, content),
            (.gzip, parts.flatMap { InputFixtures.gzip($0, level: 1) }),
            (.zstd, parts.flatMap { InputFixtures.zstd($0, level: 1) }),
        ]
        for (encoding, bytes) in inputs {
            #expect(bytes.count > 2 * EncodedBytes.capacity)
            let drained = try DrainedInput(bytes, readSize: readSize)
            #expect(drained.encoding == encoding)
            #expect(drained.bytes == content)
            #expect(drained.damage.isEmpty)
            #expect(!drained.isTruncated)
        }
    }

    @Test func readsManyFramesInOneCall() throws {
        let encoded = (0..<1_000).flatMap { InputFixtures.zstd(Array("{\"n\":\($0)}\n".utf8)) }
        #expect(try DrainedInput(encoded).readCount <= 2)
    }

    @Test func keepsAByteOrderMark() throws {
        let content = [0xef, 0xbb, 0xbf] + InputFixtures.lines[0]
        #expect(try DrainedInput(content).bytes == content)
    }

    @Test func toleratesZeroPaddingOfGzip() throws {
        let member = InputFixtures.gzip(InputFixtures.lines[0])
        let padding = [UInt8](repeating: 0, count: 700_000)
        let drained = try DrainedInput(member + padding + member + padding)
        #expect(drained.bytes == InputFixtures.lines[0] + InputFixtures.lines[0])
        #expect(drained.damage.isEmpty)
        #expect(!drained.isTruncated)
    }

    @Test func passesOverSkippableFrames() throws {
        let frame = InputFixtures.zstd(InputFixtures.lines[0])
        let long = InputFixtures.skippableFrame(InputFixtures.noise(1 << 20, seed: 3), kind: 15)
        let short = InputFixtures.skippableFrame([])
        let drained = try Self.drainAlike(short + frame + short + short + frame + long)
        #expect(drained.encoding == .zstd)
        #expect(drained.bytes == InputFixtures.lines[0] + InputFixtures.lines[0])
        #expect(drained.damage.isEmpty)
        #expect(!drained.isTruncated)
    }

    @Test func insertsNoSecondNewlineBetweenMessages() throws {
        let encoded = InputFixtures.lines.flatMap {
            InputFixtures.lengthPrefixed(InputFixtures.zstd($0))
        }
        #expect(try Self.drainAlike(encoded).bytes == Array(InputFixtures.lines.joined()))
    }

    @Test func readsAMessageOfSeveralFrames() throws {
        let frames = InputFixtures.zstd(Array(#"{"a":"#.utf8)) + InputFixtures.zstd([0x31, 0x7d])
        let encoded = [frames, frames].flatMap(InputFixtures.lengthPrefixed)
        let drained = try Self.drainAlike(encoded)
        #expect(drained.encoding == .lengthPrefixedZstd)
        #expect(drained.text == "{\"a\":1}\n{\"a\":1}")
        #expect(drained.damage.isEmpty)
    }

    @Test func takesTextForPlainWhateverItsFirstLetters() throws {
        for text in ["\n\n\n\n{}", "\t\t\t\t[]", "abcd{}", "[[[[{}]]]]", "    {\"a\":1}", "P*M"] {
            let drained = try DrainedInput(Array(text.utf8))
            #expect(drained.encoding == .plain)
            #expect(drained.text == text)
        }
    }

    @Test func staysAtTheEnd() throws {
        var input = DecodedInput(bytes: InputFixtures.lines[0], name: "memory")
        _ = try DrainedInput(&input)
        let again = try DrainedInput(&input)
        #expect(again.bytes.isEmpty)
        let name = input.name
        #expect(name == "memory")
        let isStandardInput = input.isStandardInput
        #expect(!isStandardInput)
        let encodedByteCount = input.encodedByteCount
        #expect(encodedByteCount == UInt64(InputFixtures.lines[0].count))
    }
}
