import Testing

@testable import DossierOTLP

/// Damaged inputs give what is whole on both sides of the damage, and say where it is.
@Suite struct DamagedInputTests {
    private static let separated = InputFixtures.joinedMessages

    @Test(arguments: DecodedInputTests.wrappings, [UInt8(0x01), 0x80, 0xff])
    func survivesAnyWrongByte(_ wrapping: DecodedInputTests.Wrapping, mask: UInt8) throws {
        let encoded = wrapping.wrap(InputFixtures.messages)
        for position in encoded.indices {
            var bytes = encoded
            bytes[position] ^= mask
            let drained = try DecodedInputTests.drainAlike(bytes)
            for damage in drained.damage {
                #expect(damage.encodedRange.upperBound <= UInt64(encoded.count))
                #expect(damage.decodedOffset <= drained.decodedBytesRead)
            }
        }
    }

    @Test(
        arguments: [InputEncoding.gzip, .zstd, .lengthPrefixedZstd],
        [UInt8(0x01), 0x80, 0xff]
    )
    func goesOnAfterAWrongByteInTheMiddle(encoding: InputEncoding, mask: UInt8) throws {
        let wrapping = try #require(
            DecodedInputTests.wrappings.first { $0.encoding == encoding }
        )
        let first = wrapping.wrap([InputFixtures.messages[0]])
        let middle = wrapping.wrap([InputFixtures.messages[1]])
        let last = wrapping.wrap([InputFixtures.messages[2]])
        for position in middle.indices {
            var bytes = middle
            bytes[position] ^= mask
            let drained = try DecodedInputTests.drainAlike(first + bytes + last)
            #expect(
                drained.bytes.starts(with: InputFixtures.messages[0]),
                "wrong byte \(position)"
            )
            #expect(
                drained.bytes.suffix(InputFixtures.messages[2].count)
                    == InputFixtures.messages[2][...],
                "wrong byte \(position)"
            )
            #expect(!drained.isTruncated, "wrong byte \(position)")
        }
    }

    @Test func goesOnAtTheNextFrameAndKeepsItApart() throws {
        let frames = InputFixtures.messages.map { InputFixtures.zstd($0) }
        var middle = frames[1]
        middle[3] ^= 0xff
        let drained = try DecodedInputTests.drainAlike(frames[0] + middle + frames[2])
        #expect(
            drained.bytes == InputFixtures.messages[0] + [0x0a] + InputFixtures.messages[2]
        )
        let lower = UInt64(frames[0].count)
        #expect(
            drained.damage == [
                InputDamage(
                    encodedRange: lower..<(lower + UInt64(middle.count)),
                    decodedOffset: UInt64(InputFixtures.messages[0].count),
                    skippedByteCount: UInt64(middle.count),
                    reason: .foreignBytes
                )
            ]
        )
        #expect(
            drained.damage.first?.description
                == "bytes \(lower)..<\(Int(lower) + middle.count): bytes outside any "
                + "compressed frame or message (\(middle.count) bytes skipped)"
        )
    }

    @Test func reportsAWrongChecksumAndLosesNothing() throws {
        var frame = InputFixtures.zstd(InputFixtures.lines[0])
        frame[frame.count - 1] ^= 1
        let zstd = try DecodedInputTests.drainAlike(frame + InputFixtures.zstd([0x31]))
        #expect(zstd.bytes == InputFixtures.lines[0] + [0x31])
        #expect(zstd.damage.map(\.reason) == [.checksumMismatch])
        #expect(zstd.damage.map(\.skippedByteCount) == [0])
        #expect(zstd.damage.map(\.encodedRange) == [0..<UInt64(frame.count)])

        for offset in [1, 5] {
            var member = InputFixtures.gzip(InputFixtures.lines[0])
            member[member.count - offset] ^= 1
            let gzip = try DecodedInputTests.drainAlike(member + InputFixtures.gzip([0x31]))
            #expect(gzip.bytes == InputFixtures.lines[0] + [0x31])
            #expect(gzip.damage.map(\.reason) == [.checksumMismatch])
            #expect(gzip.damage.map(\.skippedByteCount) == [0])
            #expect(gzip.damage.map(\.encodedRange) == [0..<UInt64(member.count)])
        }
    }

    @Test(arguments: [InputEncoding.gzip, .zstd, .lengthPrefixedZstd])
    func reportsForeignBytesAtTheEnd(encoding: InputEncoding) throws {
        let wrapping = try #require(
            DecodedInputTests.wrappings.first { $0.encoding == encoding }
        )
        let encoded = wrapping.wrap(InputFixtures.messages)
        let drained = try DecodedInputTests.drainAlike(encoded + Array("not compressed".utf8))
        #expect(drained.bytes == wrapping.expected(InputFixtures.messages))
        #expect(drained.damage.map(\.reason) == [.foreignBytes])
        #expect(
            drained.damage.map(\.encodedRange)
                == [UInt64(encoded.count)..<UInt64(encoded.count + 14)]
        )
        #expect(!drained.isTruncated)
    }

    @Test func deliversTheBlocksBeforeADamagedOne() throws {
        let content = Array(InputFixtures.megabytes.prefix(2 << 20))
        let frame = InputFixtures.zstd(content)
        var bytes = frame
        bytes.replaceSubrange(700_000..<700_400, with: InputFixtures.noise(400, seed: 6))
        let drained = try DrainedInput(bytes + InputFixtures.zstd([0x31]))
        // Wrong digits may decode to wrong letters; all that is certain is what came before.
        let before = content.count / frame.count * 700_000 - (128 << 10)
        #expect(before > 1 << 19)
        #expect(drained.bytes.starts(with: content.prefix(before)))
        #expect(!drained.damage.isEmpty)
        #expect(drained.bytes.last == 0x31)
    }

    @Test func findsMembersThatADamagedOneSwallowed() throws {
        let messages = (0..<200).map { Array(#"{"resourceSpans":[],"n":\#($0)}"#.utf8) }
        let members = messages.map { InputFixtures.gzip($0) }
        for wrong in 10..<members[0].count {
            var bytes = Array(members.joined())
            bytes[wrong] ^= 0x55
            let drained = try DrainedInput(bytes)
            let expected = Array(messages.dropFirst().joined())
            #expect(drained.bytes.suffix(expected.count) == expected[...], "wrong byte \(wrong)")
            #expect(drained.damage.count == 1)
        }
    }

    @Test func refusesAWindowThatIsTooLarge() throws {
        let granted = InputFixtures.zstdFrame(windowLog: 27, InputFixtures.lines[0])
        let refused = InputFixtures.zstdFrame(windowLog: 30, InputFixtures.lines[1])
        let drained = try DecodedInputTests.drainAlike(granted + refused + granted)
        #expect(drained.bytes == InputFixtures.lines[0] + InputFixtures.lines[0])
        #expect(
            drained.damage.map(\.reason) == [.windowTooLarge(needed: 1 << 30, granted: 1 << 27)]
        )
        #expect(drained.damage.first?.description.contains("zstd -d --long=31") == true)
    }

    @Test func reportsALengthThatDisagrees() throws {
        let frames = InputFixtures.messages.map { InputFixtures.zstd($0) }
        for wrong in [frames[0].count - 5, frames[0].count + 5, frames[0].count + 10_000] {
            var prefix = InputFixtures.lengthPrefixed([UInt8](repeating: 0, count: wrong))
            prefix.removeLast(wrong)
            let drained = try DecodedInputTests.drainAlike(
                prefix + frames[0] + InputFixtures.lengthPrefixed(frames[1])
                    + InputFixtures.lengthPrefixed(frames[2])
            )
            #expect(drained.bytes == Self.separated)
            #expect(
                drained.damage.map(\.reason) == [
                    .lengthPrefixMismatch(
                        stated: UInt64(wrong),
                        actual: UInt64(frames[0].count)
                    )
                ]
            )
        }
    }

    @Test func readsAMessageWhoseLengthIsNoLength() throws {
        let frames = InputFixtures.messages.map { InputFixtures.zstd($0) }
        let drained = try DecodedInputTests.drainAlike(
            InputFixtures.lengthPrefixed(frames[0]) + [0xff, 0xff, 0xff, 0xff] + frames[1]
                + InputFixtures.lengthPrefixed(frames[2])
        )
        #expect(drained.bytes == Self.separated)
        #expect(drained.damage.map(\.reason) == [.foreignBytes])
        #expect(drained.damage.map(\.skippedByteCount) == [4])
    }

    @Test func passesTextOnWhereALengthIsMissing() throws {
        let messages = InputFixtures.messages.map(InputFixtures.lengthPrefixed)
        let stray = Array(" stray text\n".utf8)
        let drained = try DecodedInputTests.drainAlike(
            messages[0] + stray + messages[1] + messages[2]
        )
        let lower = UInt64(messages[0].count)
        #expect(
            drained.bytes == InputFixtures.messages[0] + stray + InputFixtures.messages[1]
                + [0x0a] + InputFixtures.messages[2]
        )
        #expect(
            drained.damage == [
                InputDamage(
                    encodedRange: lower..<(lower + UInt64(stray.count)),
                    decodedOffset: UInt64(InputFixtures.messages[0].count + stray.count),
                    skippedByteCount: 0,
                    reason: .lengthPrefixMissing
                )
            ]
        )
    }

    @Test func listsAThousandDamagesAndCountsTheRest() throws {
        let frame = InputFixtures.zstd([0x31])
        let encoded = Array(repeatElement(frame + [0x00], count: 1_500).joined())
        var input = DecodedInput(bytes: encoded, name: "memory")
        let drained = try DrainedInput(&input)
        #expect(drained.damage.count == 1_000)
        let damageCount = input.damageCount
        #expect(damageCount == 1_500)
        #expect(drained.bytes.count { $0 == 0x31 } == 1_500)
    }

    @Test func reportsHowManyDamagesAreNotListed() throws {
        let frames = (0..<1_500).map { _ in InputFixtures.zstd([0x20]) + [0x00] }
        let text = InputFixtures.zstd(Array(Request.spans("{}").utf8))
        let reading = try DumpReading(Array(frames.joined()) + text)
        #expect(reading.outcome.warnings.count == 1_001)
        #expect(
            reading.outcome.warnings.last == "500 more damaged ranges, which are not listed"
        )
    }

    @Test func survivesNoise() throws {
        let beginnings: [[UInt8]] = [
            GzipDecoder.magic + [8, 0], ZstdFrameHeader.magic,
            [0, 0, 1, 0] + ZstdFrameHeader.magic, [0, 0, 0, 9, 0x7b], [],
        ]
        for seed in 0..<400 {
            let beginning = beginnings[seed % beginnings.count]
            let noise = InputFixtures.noise(seed * 3, seed: UInt64(seed))
            _ = try DecodedInputTests.drainAlike(beginning + noise)
        }
    }
}
