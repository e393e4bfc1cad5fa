import Testing

@testable import DossierOTLP

/// Inputs that end too early give every byte that decodes, and say where they end.
@Suite struct TruncatedInputTests {
    @Test(arguments: DecodedInputTests.wrappings)
    func givesTheBeginningWhereverItIsCut(_ wrapping: DecodedInputTests.Wrapping) throws {
        let encoded = wrapping.wrap(InputFixtures.messages)
        let whole = try DrainedInput(encoded).bytes
        let beginnings = (0...3).map { wrapping.wrap(Array(InputFixtures.messages.prefix($0))) }
        let ends = Set(beginnings.filter { encoded.starts(with: $0) }.map(\.count))
        for cut in 0..<encoded.count {
            let drained = try DecodedInputTests.drainAlike(Array(encoded.prefix(cut)))
            // Too little is left to see what it was, for instance three bytes of a magic.
            guard drained.encoding == wrapping.encoding else { continue }
            #expect(drained.damage.isEmpty, "cut at \(cut)")
            #expect(whole.starts(with: drained.bytes), "cut at \(cut)")
            guard wrapping.encoding != .plain else { continue }
            #expect(drained.isTruncated == !ends.contains(cut), "cut at \(cut)")
        }
    }

    @Test(arguments: DecodedInputTests.wrappings.filter { $0.encoding != .plain })
    func givesAllMessagesBeforeTheCutOne(_ wrapping: DecodedInputTests.Wrapping) throws {
        // One member of gzip gives what zlib has, which is less than the whole messages in it.
        guard wrapping.encoding != .gzipOfLengthPrefixedJSON else { return }
        let encoded = wrapping.wrap(InputFixtures.messages)
        let drained = try DrainedInput(encoded.dropLast(3))
        #expect(
            drained.bytes.starts(with: wrapping.expected(Array(InputFixtures.messages.prefix(2))))
        )
        #expect(drained.isTruncated)
    }

    @Test func saysWhereAndInsideWhatItEnds() throws {
        let gzip = try DrainedInput(InputFixtures.gzip(InputFixtures.messages[0]).dropLast(8))
        #expect(gzip.bytes == InputFixtures.messages[0])
        #expect(
            gzip.warning == "memory: cut short at byte \(gzip.encodedBytesRead), "
                + "inside a gzip member; everything that could be decoded was read"
        )
        let messages = InputFixtures.lengthPrefixed(InputFixtures.messages[0])
        let json = try DrainedInput(messages.dropLast(1))
        #expect(json.bytes == InputFixtures.messages[0].dropLast(1))
        #expect(
            json.warning == "memory: cut short at byte \(messages.count - 1), "
                + "inside a length-prefixed message; everything that could be decoded was read"
        )
    }

    @Test func givesEveryWholeBlockOfACutFrame() throws {
        let content = Array(InputFixtures.megabytes.prefix(1 << 20))
        let encoded = InputFixtures.zstd(content)
        let drained = try DrainedInput(encoded.prefix(encoded.count / 2))
        #expect(drained.isTruncated)
        #expect(content.starts(with: drained.bytes))
        // Half of the input gives half of the content, less the block of 128 KiB that is cut.
        #expect(drained.bytes.count > content.count / 2 - (140 << 10))
    }

    @Test func missesNoFlushedLineOfACutFrame() throws {
        let line = InputFixtures.lines[1]
        let drained = try DecodedInputTests.drainAlike(InputFixtures.flushedZstd(line))
        #expect(drained.bytes == line)
        #expect(drained.isTruncated)
    }

    @Test func reportsACutSkippableFrame() throws {
        let frame = InputFixtures.zstd(InputFixtures.lines[0])
        let skippable = InputFixtures.skippableFrame([1, 2, 3, 4, 5])
        for cut in 1..<skippable.count {
            let drained = try DecodedInputTests.drainAlike(frame + skippable.prefix(cut))
            #expect(drained.bytes == InputFixtures.lines[0])
            #expect(drained.isTruncated == (cut >= 4), "cut at \(cut)")
            #expect(drained.damage.count == (cut < 4 ? 1 : 0), "cut at \(cut)")
        }
    }
}

extension DrainedInput {
    init(_ bytes: ArraySlice<UInt8>) throws(InputError) {
        try self.init(Array(bytes))
    }
}
