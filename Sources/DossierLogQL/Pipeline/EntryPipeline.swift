package import DossierLogQLSyntax

/// Runs the stages of a query over one entry after another.
///
/// Not to be shared between threads: it remembers names of labels and ways through regular
/// expressions. What it remembers is bounded, and an entry takes time linear in its text.
package struct EntryPipeline {
    private enum Stage {
        case lineFilter(LineTest)
        case json(JSONParser)
        case jsonPaths(JSONPathParser)
        case logfmt(LogfmtParser)
        case regexp(RegexpParser)
        case pattern(PatternParser)
        case unpack(UnpackParser)
        case decolorize
        case labelFilter(LabelTest)
        case lineFormat(LineFormatter)
        case labelFormat(LabelFormatter)
        case selectLabels(LabelSelector)
    }

    /// The entry, as it is before the stages ran, or after.
    package internal(set) var entry = LogEntry()
    private var stages: [Stage] = []

    /// - Throws: If a stage has a regular expression, a pattern or a template that is none; the
    ///   stages of a query that was read have not.
    package init(_ stages: [LogStage]) throws {
        self.stages = try stages.map { stage in
            switch stage {
            case .lineFilter(let filter): .lineFilter(try LineTest(filter))
            case .json([]): .json(JSONParser())
            case .json(let extractions):
                .jsonPaths(try JSONPathParser(extractions, &entry.labels))
            case .logfmt(let options, let extractions):
                .logfmt(try LogfmtParser(options, extractions, &entry.labels))
            case .regexp(let source): .regexp(try RegexpParser(source, &entry.labels))
            case .pattern(let text): .pattern(try PatternParser(text, &entry.labels))
            case .unpack: .unpack(UnpackParser())
            case .decolorize: .decolorize
            case .labelFilter(let filter): .labelFilter(try LabelTest(filter, &entry.labels))
            case .lineFormat(let text): .lineFormat(try LineFormatter(text, &entry.labels))
            case .labelFormat(let assignments):
                .labelFormat(try LabelFormatter(assignments, &entry.labels))
            case .drop(let selections):
                .selectLabels(try LabelSelector(selections, isKeep: false, &entry.labels))
            case .keep(let selections):
                .selectLabels(try LabelSelector(selections, isKeep: true, &entry.labels))
            }
        }
    }

    /// Begins an entry.
    package mutating func begin(_ stored: StoredEntry) {
        entry.line.removeAll(keepingCapacity: true)
        entry.line.append(contentsOf: stored.line)
        entry.nanoseconds = stored.nanoseconds
        entry.labels.reset()
        for label in stored.stream {
            entry.labels.addStreamLabel(entry.labels.number(of: label.name), label.value)
        }
        for label in stored.metadata {
            entry.labels.addMetadata(entry.labels.number(of: label.name), label.value)
        }
    }

    // MARK: - Entries by their parts

    /// Begins an entry without a line and labels.
    package mutating func begin(at nanoseconds: Int64) {
        entry.line.removeAll(keepingCapacity: true)
        entry.nanoseconds = nanoseconds
        entry.labels.reset()
    }

    package mutating func setLine(_ line: some Collection<UInt8>) {
        entry.line.removeAll(keepingCapacity: true)
        entry.line.append(contentsOf: line)
    }

    /// The number of the name of a label, which it keeps.
    package mutating func number(of name: [UInt8]) -> Int { entry.labels.fixedNumber(of: name) }

    /// The number of a name while the entry lasts.
    package mutating func currentNumber(of name: [UInt8]) -> Int { entry.labels.number(of: name) }

    package mutating func addStreamLabel(_ name: Int, _ value: [UInt8]) {
        entry.labels.addStreamLabel(name, value)
    }

    /// Adds metadata; of two of one name the first stays.
    package mutating func addMetadata(_ name: Int, _ value: [UInt8]) {
        entry.labels.addMetadata(name, value)
    }

    // MARK: - Running

    /// Runs the stages over the entry.
    ///
    /// - Returns: Whether it is kept.
    package mutating func run() -> Bool {
        for index in stages.indices {
            switch stages[index] {
            case .lineFilter(let test):
                guard entry.line.withUnsafeBytes(test.keeps) else { return false }
            case .labelFilter(let test):
                guard test.keeps(&entry.labels) else { return false }
            case .selectLabels(let selector): selector.run(&entry.labels)
            case .pattern(let parser): parser.run(&entry)
            case .lineFormat(let formatter): formatter.run(&entry)
            case .labelFormat(let formatter): formatter.run(&entry)
            case .decolorize: entry.line = Decolorizer.plain(entry.line)
            case .json(var parser):
                // Put aside, so that its buffers are not copied.
                stages[index] = .decolorize
                parser.run(&entry)
                stages[index] = .json(parser)
            case .jsonPaths(var parser):
                stages[index] = .decolorize
                parser.run(&entry)
                stages[index] = .jsonPaths(parser)
            case .logfmt(var parser):
                stages[index] = .decolorize
                parser.run(&entry)
                stages[index] = .logfmt(parser)
            case .regexp(var parser):
                stages[index] = .decolorize
                parser.run(&entry)
                stages[index] = .regexp(parser)
            case .unpack(var parser):
                stages[index] = .decolorize
                parser.run(&entry)
                stages[index] = .unpack(parser)
            }
        }
        return true
    }
}
