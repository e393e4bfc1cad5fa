import DossierPrimitives
import TestSupport

/// Random log records of several resources and scopes.
struct RandomLogRecords {
    private var random: SplitMix64
    private var lines: RandomLines
    /// Whether several records may have one time.
    private let hasTies: Bool
    /// How many records a scope has at most.
    private let recordCountMax: Int
    private var times: [Int64] = []

    /// 2026-11-03T10:00:00Z.
    static let start: Int64 = 1_793_700_000_000_000_000
    static let seconds = 300

    init(seed: UInt64, hasTies: Bool, recordCountMax: Int) {
        random = SplitMix64(seed: seed)
        lines = RandomLines(seed: seed &* 31)
        self.hasTies = hasTies
        self.recordCountMax = recordCountMax
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[random.below(elements.count)]
    }

    mutating func resources() -> [OracleResource] {
        (0..<5).map { _ in
            OracleResource(
                attributes: attributes(Self.resourceKeys, 6),
                scopes: (0...random.below(2)).map { _ in scope() }
            )
        }
    }

    private mutating func scope() -> OracleScope {
        OracleScope(
            name: pick(["", "lib.http", "lib"]),
            version: pick(["", "1.2"]),
            attributes: attributes(["zone", "a", "m", "scope.kind"], 2),
            droppedAttributesCount: random.below(4) == 0 ? 2 : 0,
            records: (0..<(2 + random.below(recordCountMax - 1))).map { _ in record() }
        )
    }

    private mutating func record() -> OracleRecord {
        let hasTrace = random.below(3) == 0
        let time = time()
        return OracleRecord(
            time: random.below(8) == 0 ? nil : time,
            observedTime: random.below(3) == 0 ? time + 1000 : nil,
            severityText: pick(["", "", "", "INFO", "Warning", "err", "NOTICE"]),
            severityNumber: random.below(3) == 0 ? random.below(24) + 1 : 0,
            body: body(),
            attributes: attributes(Self.keys, 4, hasTwins: true),
            droppedAttributesCount: random.below(10) == 0 ? 3 : 0,
            flags: hasTrace ? 1 : 0,
            trace: hasTrace ? pick(["0", "1", "2"]).repeated(31) + "a" : "",
            span: hasTrace ? pick(["3", "4", "5"]).repeated(16) : "",
            eventName: random.below(6) == 0 ? "user.login" : ""
        )
    }

    /// Each time but once, unless there are ties.
    private mutating func time() -> Int64 {
        if hasTies, !times.isEmpty, random.below(3) == 0 { return pick(times) }
        while true {
            let milliseconds = random.below(Self.seconds * 10) * 100
            let time = Self.start + Int64(milliseconds) * 1_000_000
            if times.contains(time) { continue }
            times.append(time)
            return time
        }
    }

    private mutating func body() -> PlainValue? {
        switch random.below(16) {
        case 0: nil
        case 1: value(depth: 2)
        default: .string(lines.line())
        }
    }

    private static let keys = [
        "a", "a.b", "a-b", "m", "status", "dur", "size", "addr", "level", "user", "app", "1x",
        "service.name", "trace_id", "event_name", "event.name",
    ]
    private static let resourceKeys = [
        "service.name", "service.name", "k8s.pod.name", "container.name", "cloud.region",
        "host.name",
        "zone", "a", "m", "app",
    ]

    private mutating func attributes(
        _ keys: [String],
        _ count: Int,
        hasTwins: Bool = false
    ) -> [PlainMember] {
        var members: [PlainMember] = []
        for _ in 0..<random.below(count + 1) {
            let key = pick(keys)
            // The first of a key counts; streams are made of keys that come once.
            guard hasTwins && random.below(3) == 0 || !members.contains(where: { $0.key == key })
            else { continue }
            members.append(PlainMember(key, key == "service.name" ? service() : value(depth: 2)))
        }
        return members
    }

    private mutating func service() -> PlainValue {
        .string(pick(["cart", "cart", "checkout", "api", ""]))
    }

    private mutating func value(depth: Int) -> PlainValue {
        switch random.below(depth > 0 ? 14 : 11) {
        case 0: .null
        case 1: .bool(random.below(2) == 0)
        case 2, 3: .int(pick([0, 1, 5, 10, 200, -5, 503]))
        case 4: .double(pick([0, 1, 0.25, 200, -2.5, 1e21]))
        case 5: .bytes([1, 2, UInt8(random.below(3))])
        case 6...10: .string(lines.scalar())
        case 11: .array((0..<random.below(4)).map { _ in value(depth: depth - 1) })
        default:
            .map(
                ["b", "c", "x.y", "level"].prefix(random.below(4)).map {
                    PlainMember($0, value(depth: depth - 1))
                }
            )
        }
    }
}

extension String {
    fileprivate func repeated(_ count: Int) -> String { String(repeating: self, count: count) }
}
