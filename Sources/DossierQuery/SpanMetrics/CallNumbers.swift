import DossierColumns
import DossierStore

/// Numbers what spans of a block are counted by.
struct CallNumbers {
    private struct Words: Hashable {
        let service: UInt32
        let name: UInt64
        let kind: UInt64
        let status: UInt64
    }

    private(set) var keys: [SpanCalls.Key] = []
    private let services: ServiceNumbers
    private let names: StringTable
    private var numbers: [Words: UInt32] = [:]
    /// The numbers of words that fit in few bits, plus one.
    private var packed: [UInt32] = []

    /// Up to this many combinations have an element each.
    private static let packedCountMax = 1 << 20
    /// OTLP has six kinds and three codes of a status.
    private static let (kindCount, statusCount): (UInt64, UInt64) = (6, 3)

    init(_ services: ServiceNumbers, names: StoredColumn) {
        self.services = services
        self.names = names.strings
        let count =
            services.names.count * self.names.count * Int(Self.kindCount * Self.statusCount)
        if count <= Self.packedCountMax { packed = [UInt32](repeating: 0, count: count) }
    }

    mutating func number(resource: UInt64, name: UInt64, kind: UInt64, status: UInt64) -> UInt32 {
        let service = services[resource]
        guard !packed.isEmpty, kind < Self.kindCount, status < Self.statusCount,
            name < UInt64(names.count)
        else {
            return number(Words(service: service, name: name, kind: kind, status: status))
        }
        let pair = UInt64(service) * UInt64(names.count) + name
        let place = Int((pair * Self.kindCount + kind) * Self.statusCount + status)
        if packed[place] == 0 {
            let words = Words(service: service, name: name, kind: kind, status: status)
            packed[place] = number(words) + 1
        }
        return packed[place] - 1
    }

    private mutating func number(_ words: Words) -> UInt32 {
        if let known = numbers[words] { return known }
        let number = UInt32(keys.count)
        numbers[words] = number
        keys.append(
            SpanCalls.Key(
                service: services.names[Int(words.service)].flatMap { $0.isEmpty ? nil : $0 },
                name: Array(names[UInt32(truncatingIfNeeded: words.name)]),
                kind: words.kind,
                status: words.status
            )
        )
        return number
    }
}
