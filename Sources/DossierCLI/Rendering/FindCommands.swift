internal import Dossier

/// The commands that go on from where a value was found.
struct FindCommands {
    /// As a shell takes them; the most useful first, each once.
    private(set) var lines: [String] = []

    private static let lineCountMax = 8

    private let store: String

    init(_ found: FoundValue, store: String, _ query: ValueQuery) {
        self.store = store
        for place in found.places {
            for words in Self.commands(place, found, query) {
                let line = ShellWords.joined(["dossier", words[0], store] + words.dropFirst())
                if !lines.contains(line), lines.count < Self.lineCountMax { lines.append(line) }
            }
        }
    }

    /// The verbs with the arguments behind the store.
    private static func commands(
        _ place: ValueOccurrence,
        _ found: FoundValue,
        _ query: ValueQuery
    ) -> [[String]] {
        if place.types.contains(.id) { return trace(place, found) }
        if let expression = place.expression { return [["traces", expression.description]] }
        if let selector = place.selector { return [["series", selector]] }
        guard place.row != .logRecord || isStoredText(found.value, place.types, query) else {
            return []
        }
        switch (place.row, place.part) {
        case (.logRecord, .resource)
        where place.key == "service.name" && !query.ignoresCase && !query.findsWords:
            return [["logs"] + option("--service", found.value)]
        case (.logRecord, .field) where place.key == "body": return [logs(found, query, [])]
        case (.logRecord, _) where isSearched(place):
            return [logs(found, query, ["--in", "attributes"])]
        case (.exemplar, _): return found.traces.prefix(1).map { ["trace", $0.id.hex] }
        default: return []
        }
    }

    private static func trace(_ place: ValueOccurrence, _ found: FoundValue) -> [[String]] {
        switch (place.row, place.key) {
        case (.logRecord, "traceId"), (.logRecord, ""):
            return found.traces.prefix(1).map { ["logs", "--trace", $0.id.hex] }
        case (.link, _):
            return place.expression.map { [["traces", $0.description]] } ?? []
        case (_, "spanId") where found.traceCount == 1 && found.places.contains(where: \.isSpanID):
            return [["trace", found.value]]
        default: return found.traces.prefix(1).map { ["trace", $0.id.hex] }
        }
    }

    private static func logs(
        _ found: FoundValue,
        _ query: ValueQuery,
        _ options: [String]
    ) -> [String] {
        guard query.ignoresCase else {
            return ["logs"] + option("--contains", found.value) + options
        }
        let pattern = found.value.unicodeScalars.reduce(into: "(?i)") { text, scalar in
            let isPlain = scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
            text += (isPlain || !scalar.isASCII ? "" : "\\") + String(scalar)
        }
        return ["logs"] + option("--regex", pattern) + options
    }

    /// An option in a form in which its value is not taken for another one.
    private static func option(_ name: String, _ value: String) -> [String] {
        value.utf8.first == UInt8(ascii: "-") ? ["\(name)=\(value)"] : [name, value]
    }

    /// Whether `logs --in attributes` looks there.
    private static func isSearched(_ place: ValueOccurrence) -> Bool {
        place.part == .attribute || place.part == .field && place.key == "eventName"
    }

    /// Whether a value of one of the types is the same as text.
    private static func isStoredText(
        _ value: String,
        _ types: [ValueOccurrence.ValueType],
        _ query: ValueQuery
    ) -> Bool {
        types.contains { type in
            switch type {
            case .string, .id: true
            case .bool: Bool(query.ignoresCase ? value.lowercased() : value) != nil
            case .int: Int64(value).map { "\($0)" } == value
            case .double: Double(value).map { $0 != $0.rounded() && "\($0)" == value } ?? false
            case .bytes: false
            }
        }
    }
}

extension ValueOccurrence {
    fileprivate var isSpanID: Bool { row == .span && part == .field && key == "spanId" }
}
