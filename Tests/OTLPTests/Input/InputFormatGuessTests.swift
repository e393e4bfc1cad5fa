import Testing

@testable import DossierOTLP

/// Content that is not JSON is known by its name.
@Suite struct InputFormatGuessTests {
    private static func sniff(_ head: [UInt8]) -> InputFormatGuess? {
        head.withUnsafeBytes { DecodedInput.sniff($0) }
    }

    private static func sniff(_ text: String) -> InputFormatGuess? {
        sniff(Array(text.utf8))
    }

    /// A length-delimited protobuf field.
    private static func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
        var length = content.count
        var varint: [UInt8] = []
        repeat {
            varint.append(UInt8(length & 0x7f) | (length > 0x7f ? 0x80 : 0))
            length >>= 7
        } while length > 0
        return [number << 3 | 2] + varint + content
    }

    /// An export request with so many resources, each with an attribute and one scope.
    private static func request(resourceCount: Int, bodyByteCount: Int) -> [UInt8] {
        let value = field(2, field(1, Array("frontend".utf8)))
        let resource = field(1, field(1, field(1, Array("service.name".utf8)) + value))
        let body = [UInt8](repeating: UInt8(ascii: "{"), count: bodyByteCount)
        let scope = field(2, field(1, field(1, Array("lib".utf8))) + field(2, body))
        return (0..<resourceCount).flatMap { _ in
            field(1, resource + scope + field(3, Array("https://schema".utf8)))
        }
    }

    @Test func namesProtobufOfAnySizeAndCut() {
        for bodyByteCount in [1, 20, 60, 61, 62, 63, 64, 65, 200, 9_000] {
            let request = Self.request(resourceCount: 3, bodyByteCount: bodyByteCount)
            let prefixed = InputFixtures.lengthPrefixed(request)
            for cut in [50, 60, 90, 150, request.count] where cut <= request.count {
                #expect(Self.sniff(Array(request.prefix(cut))) == .otlpProtobuf)
                #expect(
                    Self.sniff(Array(prefixed.prefix(cut + 4))) == .lengthPrefixedOTLPProtobuf
                )
            }
        }
    }

    @Test func namesFormatsByTheirMagic() {
        var tar = [UInt8](repeating: 0, count: 512)
        tar.replaceSubrange(0..<6, with: Array("a.json".utf8))
        tar.replaceSubrange(257..<262, with: Array("ustar".utf8))
        let samples: [(InputFormatGuess, [UInt8])] = [
            (.sqlite, Array("SQLite format 3\0".utf8) + [16, 0, 1, 1]),
            (.parquet, Array("PAR1".utf8) + [0x15, 0x04]),
            (.arrowFile, Array("ARROW1\0\0".utf8)),
            (.arrowStream, [0xff, 0xff, 0xff, 0xff, 0x10, 0x01, 0, 0]),
            (.zip, [0x50, 0x4b, 0x03, 0x04, 0x14, 0]),
            (.tar, tar),
            (.xz, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0]),
            (.bzip2, Array("BZh91AY&SY".utf8)),
            (.lz4Frame, [0x04, 0x22, 0x4d, 0x18, 0x64]),
            (.snappyFrames, [0xff, 0x06, 0, 0] + Array("sNaPpY".utf8)),
            (.gzipInside, InputFixtures.gzip([0x31])),
            (.zstdInside, InputFixtures.zstd([0x31])),
            (.png, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]),
            (.pdf, Array("%PDF-1.7".utf8)),
            (.elf, [0x7f, 0x45, 0x4c, 0x46, 2, 1]),
            (.utf16Text, [0xff, 0xfe, 0x7b, 0, 0x22, 0]),
            (.utf16Text, [0xfe, 0xff, 0, 0x7b, 0, 0x22]),
        ]
        for (guess, head) in samples {
            #expect(Self.sniff(head) == guess)
        }
    }

    @Test func namesPrometheusText() {
        for text in [
            "# HELP up The scrape worked.\n", "# TYPE up gauge\nup 1\n", "# EOF\n",
            "# UNIT a_seconds seconds\n", "http_requests_total{code=\"200\"} 1027 1395066363000\n",
            "a{b=\"}\"} NaN\n", "a:b{} +Inf\n", "{\"my.metric\",a=\"b\"} 1e5\n",
        ] {
            #expect(Self.sniff(text) == .prometheusText, "\(text)")
        }
    }

    @Test func namesOtherText() {
        #expect(
            Self.sniff("2024-05-01T00:00:00Z\tinfo\tTraces\nResourceSpans #0\nSchemaURL: \n")
                == .collectorDebugText
        )
        #expect(Self.sniff("<!DOCTYPE html>\n<html></html>") == .markup)
        #expect(Self.sniff("127.0.0.1 - - [01/May/2024] \"GET / HTTP/1.1\" 200\n") == .plainText)
        #expect(Self.sniff("error 5\n") == .plainText)
        #expect(Self.sniff("processors: {batch: 1}\n") == .plainText)
        #expect(Self.sniff("\u{1b}[31mred\u{1b}[0m text") == .plainText)
    }

    @Test func leavesWhatMayBeJSON() {
        for text in [
            "", " \n", "{}", "  [\n", "\u{feff}{\"resourceSpans\":[]}", "\n{\"resourceSpans\":[]}",
            "2024-05-01T00:00:00Z stdout F {\"resourceSpans\":[]}", "\n\n\n\n{\"a\":1}",
            "{\"a\":\"}\"} 1", "{\"a\":{\"b\":1}} 7",
        ] {
            #expect(Self.sniff(text) == nil, "\(text)")
        }
    }

    @Test func survivesNoise() {
        for seed in 0..<2_000 {
            _ = Self.sniff(InputFixtures.noise(seed % 300, seed: UInt64(seed)))
            _ = Self.sniff([0x0a] + InputFixtures.noise(seed % 300, seed: UInt64(seed)))
        }
    }

    @Test func hasANameForEveryGuess() {
        let refused = InputFormatGuess.allCases.filter {
            $0 != .otlpProtobuf && $0 != .lengthPrefixedOTLPProtobuf
        }
        let names = Set(refused.map(\.name))
        #expect(names.count == refused.count)
        #expect(!names.contains(""))
    }
}
