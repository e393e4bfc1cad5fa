import DossierPromQLSyntax

/// Adds the level of entries to their metadata, as Loki does when it takes them in.
///
/// The level is what a label for levels says, else what the severity number means, else what the
/// line says. Nothing is added where there is such metadata, or a label of the stream.
package struct LevelDetector: Sendable {
    /// The name of the metadata.
    package static let label = Array("detected_level".utf8)

    /// The labels that name a level, in the order in which they are asked.
    static let levelNames = [
        "level", "LEVEL", "Level", "log.level", "severity", "SEVERITY", "Severity", "SeverityText",
        "lvl", "LVL", "Lvl", "severity_text", "Severity_Text", "SEVERITY_TEXT",
    ].map { Array($0.utf8) }
    private static let severityNumberName = Array("severity_number".utf8)

    /// The labels that a level is detected by.
    package static var labels: [[UInt8]] { levelNames + [severityNumberName, label] }

    private let label: Int
    private let levelLabels: [Int]
    private let severityNumber: Int

    /// For the entries of a pipeline.
    package init(_ pipeline: inout EntryPipeline) {
        label = pipeline.entry.labels.fixedNumber(of: Self.label)
        levelLabels = Self.levelNames.map { pipeline.entry.labels.fixedNumber(of: $0) }
        severityNumber = pipeline.entry.labels.fixedNumber(of: Self.severityNumberName)
    }

    /// Adds the level of an entry before stages run over it.
    package func run(_ pipeline: inout EntryPipeline) { run(&pipeline.entry) }

    /// Whether the labels of an entry say what its level is, so that its line is not looked at.
    package func isDecidedByLabels(of pipeline: EntryPipeline) -> Bool {
        pipeline.entry.labels.value(of: severityNumber)?.isEmpty == false
            || pipeline.entry.labels.value(of: label) != nil
            || levelLabels.contains { pipeline.entry.labels.value(of: $0) != nil }
    }

    private func run(_ entry: inout LogEntry) {
        guard entry.labels.value(of: label) == nil else { return }
        for category in [LabelCategory.stream, .metadata] {
            for name in levelLabels where entry.labels.category(of: name) == category {
                let text = entry.labels.value(of: name).map { Array($0) } ?? []
                if !text.isEmpty { add(LogLevel(text)?.text ?? text, to: &entry) }
                return
            }
        }
        let level = severityLevel(of: entry) ?? LogLevel(line: entry.line)
        add(level?.text ?? Self.unknown, to: &entry)
    }

    private static let unknown = Array("unknown".utf8)

    private func add(_ level: [UInt8], to entry: inout LogEntry) {
        entry.labels.addMetadata(label, level)
    }

    /// The level of the severity number; nil inside where that means none, nil outside where the
    /// entry has no such number.
    private func severityLevel(of entry: LogEntry) -> LogLevel?? {
        guard let text = entry.labels.value(of: severityNumber), !text.isEmpty else { return nil }
        guard let number = Int(String(decoding: text, as: UTF8.self)) else { return .some(.info) }
        switch number {
        case 1...4: return .some(.trace)
        case 5...8: return .some(.debug)
        case 9...12: return .some(.info)
        case 13...16: return .some(.warn)
        case 17...20: return .some(.error)
        case 21...24: return .some(.fatal)
        default: return .some(nil)
        }
    }
}

/// How severe an entry is, in Loki's words.
enum LogLevel: String {
    case trace, debug, info, warn, error, critical, fatal

    var text: [UInt8] { Array(rawValue.utf8) }

    /// Reads a name in any case.
    init?(_ name: some Collection<UInt8>) {
        guard name.count <= 11 else { return nil }
        switch String(decoding: name.map(Self.lowercased), as: UTF8.self) {
        case "trace", "trc": self = .trace
        case "debug", "dbg": self = .debug
        case "info", "inf", "information": self = .info
        case "warn", "wrn", "warning": self = .warn
        case "error", "err": self = .error
        case "critical": self = .critical
        case "fatal": self = .fatal
        default: return nil
        }
    }

    /// What a line says, nil if nothing: an object by its members, two levels deep, logfmt by its
    /// pairs; else the first word that names a level.
    ///
    /// Takes time linear in the line.
    init?(line: [UInt8]) {
        let level = line.withUnsafeBytes { bytes in
            Self.named(in: bytes).flatMap { LogLevel($0) } ?? Self.word(in: bytes)
        }
        guard let level else { return nil }
        self = level
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }

    /// The text under one of the names of a level.
    private static func named(in line: UnsafeRawBufferPointer) -> [UInt8]? {
        guard let first = line.first(where: { !$0.isASCIISpace }) else { return nil }
        if first == UInt8(ascii: "{"),
            line.last(where: { !$0.isASCIISpace }) == UInt8(ascii: "}")
        {
            return member(of: line)
        }
        return line.contains(UInt8(ascii: "=")) ? pair(of: line) : nil
    }

    private static func isLevelName(_ name: UnsafeRawBufferPointer.SubSequence) -> Bool {
        LevelDetector.levelNames.contains { name.elementsEqual($0) }
    }

    private static func member(of line: UnsafeRawBufferPointer) -> [UInt8]? {
        var members = JSONMembers(line)
        var found: [UInt8]?
        // What is damaged ends the search.
        try? members.walk { member throws(JSONMembers.Failure) in
            guard member.value.kind == .string, isLevelName(line[member.key]) else {
                return member.depth == 0
            }
            found = Array(line[member.value.content])
            throw .stopped
        }
        return found
    }

    private static func pair(of line: UnsafeRawBufferPointer) -> [UInt8]? {
        var reader = LogfmtReader(line)
        while let pair = reader.next() {
            guard case .pair(let key, let value) = pair, isLevelName(line[key]) else { continue }
            switch value {
            case .none: continue
            case .plain(let range), .escaped(let range): return Array(line[range])
            }
        }
        return nil
    }

    private static func word(in line: UnsafeRawBufferPointer) -> LogLevel? {
        var position = 0
        while position < line.count {
            guard line[position].isASCIIWord else {
                position += 1
                continue
            }
            let start = position
            while position < line.count, line[position].isASCIIWord { position += 1 }
            guard 3...8 ~= position - start else { continue }
            if let level = word(line[start..<position]) { return level }
        }
        return nil
    }

    /// The words of a line that name a level; abbreviations mostly mean something else there.
    private static let words: [(word: [UInt8], level: LogLevel)] = {
        let levels: [(String, LogLevel)] = [
            ("trace", .trace), ("debug", .debug), ("info", .info), ("warn", .warn),
            ("warning", .warn), ("error", .error), ("err", .error), ("critical", .critical),
            ("fatal", .fatal),
        ]
        return levels.map { (Array($0.utf8), $1) }
    }()

    private static func word(_ word: UnsafeRawBufferPointer.SubSequence) -> LogLevel? {
        words.first { known, _ in
            known.count == word.count && zip(known, word).allSatisfy { $0 == lowercased($1) }
        }?.level
    }
}
