import DossierColumns
import TestSupport
import Testing

@Suite struct CompositeTests {
    private indirect enum Value: Equatable {
        case empty
        case bool(Bool)
        case int(Int64)
        case double(UInt64)
        case string([UInt8])
        case bytes([UInt8])
        case json([UInt8])
        case array([Value])
        case list([Pair])
    }

    private struct Pair: Equatable {
        var key: [UInt8]
        var value: Value
    }

    private func randomValue(_ random: inout SplitMix64, depth: Int) -> Value {
        func text() -> [UInt8] { (0..<random.below(200)).map { _ in UInt8(random.below(256)) } }
        switch random.below(depth > 0 ? 9 : 7) {
        case 0: return .empty
        case 1: return .bool(random.below(2) == 0)
        case 2: return .int(Int64(bitPattern: random.next() >> UInt64(random.below(64))))
        case 3: return .double(random.next())
        case 4: return .string(text())
        case 5: return .bytes(text())
        case 6: return .json(text())
        case 7:
            return .array((0..<random.below(5)).map { _ in randomValue(&random, depth: depth - 1) })
        default:
            return .list(
                (0..<random.below(5)).map { _ in
                    Pair(key: text(), value: randomValue(&random, depth: depth - 1))
                }
            )
        }
    }

    private func write(_ value: Value, to writer: inout CompositeWriter) {
        switch value {
        case .empty: writer.empty()
        case .bool(let value): writer.bool(value)
        case .int(let value): writer.int(value)
        case .double(let bits): writer.double(bits: bits)
        case .string(let text): writer.string(text)
        case .bytes(let bytes): writer.blob(bytes)
        case .json(let text): text.withUnsafeBytes { writer.json($0) }
        case .array(let values):
            writer.beginArray()
            for value in values { write(value, to: &writer) }
            writer.end(count: values.count)
        case .list(let pairs):
            writer.beginList()
            for pair in pairs {
                pair.key.withUnsafeBytes { writer.key($0) }
                write(pair.value, to: &writer)
            }
            writer.end(count: pairs.count)
        }
    }

    private func read(_ reader: inout CompositeReader) -> Value? {
        guard let token = reader.next() else { return nil }
        switch token {
        case .empty: return .empty
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .double(let bits): return .double(bits)
        case .string(let range): return .string(Array(reader.bytes[range]))
        case .bytes(let range): return .bytes(Array(reader.bytes[range]))
        case .json(let range): return .json(Array(reader.bytes[range]))
        case .array(let count):
            var values: [Value] = []
            for _ in 0..<count {
                guard let value = read(&reader) else { return nil }
                values.append(value)
            }
            return .array(values)
        case .list(let count):
            var pairs: [Pair] = []
            for _ in 0..<count {
                guard let key = reader.key().map({ Array(reader.bytes[$0]) }),
                    let value = read(&reader)
                else { return nil }
                pairs.append(Pair(key: key, value: value))
            }
            return .list(pairs)
        }
    }

    @Test func valuesComeBack() {
        var random = SplitMix64(seed: 5)
        for _ in 0..<1000 {
            let value = randomValue(&random, depth: 4)
            var writer = CompositeWriter()
            write(value, to: &writer)
            #expect(writer.depth == 0)
            var reader = CompositeReader(writer.bytes[...])
            #expect(read(&reader) == value)
            #expect(reader.isAtEnd)
            var skipping = CompositeReader(writer.bytes[...])
            #expect(skipping.skipValue() == 0..<writer.bytes.count)
        }
    }

    @Test(arguments: [Int64.min, -1, 0, 1, 63, 64, Int64.max])
    func integersOfEverySizeComeBack(_ value: Int64) {
        var writer = CompositeWriter()
        writer.int(value)
        var reader = CompositeReader(writer.bytes[...])
        guard case .int(value) = reader.next() else {
            Issue.record("\(value) did not come back")
            return
        }
    }

    @Test func damagedBytesAreNilAndNeverATrap() {
        var random = SplitMix64(seed: 6)
        for _ in 0..<3000 {
            var writer = CompositeWriter()
            write(randomValue(&random, depth: 3), to: &writer)
            var bytes = writer.bytes
            bytes[random.below(bytes.count)] = UInt8(random.below(256))
            bytes.removeLast(random.below(bytes.count))
            var reader = CompositeReader(bytes[...])
            _ = reader.skipValue()
            var tokens = CompositeReader(bytes[...])
            while tokens.next() != nil {}
            #expect(tokens.position <= bytes.count)
        }
    }
}
