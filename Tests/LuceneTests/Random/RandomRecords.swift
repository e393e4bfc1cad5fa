import DossierPrimitives
import TestSupport

/// Random log records: bodies that have templates and others, attributes of every type.
struct RandomRecords {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    private mutating func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }

    /// 2026-11-03T10:00:00Z.
    static let start: Int64 = 1_793_700_000_000_000_000

    mutating func records(_ count: Int) -> [OracleRecord] {
        let origins = (0..<6).map { _ in attributes(Self.originKeys, 3) }
        let scopes = (0..<4).map { _ in attributes(Self.originKeys, 2) }
        return (1...count).map { number in
            let hasTrace = below(3) > 0
            let trace = String(format16(below(40)) + format16(below(40) + 1))
            let span = format16(below(100) + 1)
            return OracleRecord(
                number: number,
                time: below(8) == 0 ? 0 : Self.start + Int64(below(172_800)) * 1_000_000_000,
                severityText: below(3) == 0
                    ? nil : pick(["INFO", "info", "Error", "WARN", "warn"]),
                severityNumber: Int64(below(4) == 0 ? 0 : below(24) + 1),
                body: body(trace),
                attributes: attributes(Self.keys, 5),
                scopeName: pick(["", "lib.http", "lib"]),
                scopeVersion: pick(["", "1.2"]),
                scope: pick(scopes),
                resource: pick(origins),
                trace: hasTrace ? trace : nil,
                span: hasTrace ? span : nil,
                eventName: below(4) == 0 ? pick(["user.login", "timeout"]) : nil
            )
        }
    }

    private func format16(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    static let keys = [
        "a", "b", "a.b", "a.b.c", "m", "http.status", "http.method", "zone", "level",
    ]
    static let originKeys = ["a", "zone", "service.name", "http.port", "m"]

    private mutating func attributes(_ keys: [String], _ count: Int) -> [PlainMember] {
        var left = keys
        return (0..<below(count + 1)).map { _ in
            PlainMember(left.remove(at: below(left.count)), value(depth: 2))
        }
    }

    private mutating func body(_ trace: String) -> PlainValue? {
        switch below(24) {
        case 0: return nil
        case 1, 2: return value(depth: 3)
        case 3: return .string(text())
        case 4, 5: return .string("trace \(trace) failed, code-\(below(5))")
        case 6, 7: return .string("User\(below(30)) logged in: naïve-Café\(below(3)) (Über)")
        case 8, 9, 10, 11:
            return .string("Connection refused by upstream host-\(below(9)); retry \(below(4))")
        case 12, 13: return .string("TIMEOUT after \(below(90)) ms")
        default:
            return .string(
                "request \(below(500)) took \(below(90)).\(below(9)) ms for user-\(below(20))"
            )
        }
    }

    private mutating func text() -> String {
        (0..<below(6)).map { _ in pick(Self.words) }.joined(separator: pick([" ", "-", ": ", "_"]))
    }

    static let words = [
        "a", "b", "Request", "timeout", "user", "café", "Über", "ms", "10", "5", "true", "x_y",
        "...",
        "größe", "日本", "ΣΊΓΜΑ", "हिन्दी", "cafe\u{301}",
    ]

    private mutating func value(depth: Int) -> PlainValue {
        switch below(depth > 0 ? 16 : 11) {
        case 0: return .null
        case 1: return .bool(below(2) == 0)
        case 2, 3: return .int(pick([0, 1, 5, 10, 200, -5, 9_007_199_254_740_993, .max, .min]))
        case 4, 5: return .double(pick([0, 1, 5, 0.25, 200, 1e10, -2.5, .nan, .infinity]))
        case 6, 7, 8:
            return .string(pick(["", "a", "A", "ab", "10", "5", "true", "x y", "é", "a*b"]))
        case 9: return .string(text())
        case 10: return .bytes([1, 2, UInt8(below(3))])
        case 11, 12: return .array((0..<below(4)).map { _ in value(depth: depth - 1) })
        default:
            var left = ["b", "c", "b.c", "x"]
            return .map(
                (0..<below(4)).map { _ in
                    PlainMember(left.remove(at: below(left.count)), value(depth: depth - 1))
                }
            )
        }
    }
}
