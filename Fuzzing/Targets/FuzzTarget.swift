import DossierBlocks
import DossierColumns
import DossierLogQL
import DossierLogQLSyntax
import DossierLuceneSyntax
import DossierOTLP
import DossierPromQLSyntax
import DossierPromQLTesting
import DossierRegularExpressions
import DossierRules
import DossierTraceQLSyntax

/// A piece of the program that is fed with whatever bytes the fuzzer comes up with.
///
/// None may crash, hang or take memory without bound; what it returns does not matter, save where a
/// precondition here says so.
enum FuzzTarget: String, CaseIterable {
    /// Inputs of an ingest: compression, framing, JSON.
    case dump
    /// A request in protobuf form, of each signal, and an input of such requests.
    case protobuf
    /// A chunk whose checksum is right: the type and the count of values in front.
    case chunk
    /// A store file, to be opened, listed and verified.
    case store
    /// An expression: what parses is printed, and parses again, and can be evaluated.
    case expression
    /// A TraceQL query: what is read is printed, reads back as printed, and can be evaluated.
    case traceql
    /// A LogQL query, and behind a zero byte a line: what is read is printed and reads back as
    /// printed; the stages run over the line.
    case logql
    /// A Lucene query string: what is read is printed, and reads back as printed.
    case lucene
    /// A regular expression, and behind a zero byte the text to match.
    case pattern
    /// A rule file, and as such a file of tests of rules.
    case rules
    /// The target of a request, and behind zero bytes its fields Host, Authorization and Origin, and a
    /// form: what is admitted has no path that leads astray; a form that is read can be written, and
    /// reads back as it was.
    case request

    func run(_ bytes: UnsafeRawBufferPointer) {
        switch self {
        case .dump: readDump(Array(bytes))
        case .protobuf: readProtobuf(Array(bytes))
        case .chunk: decodeChunk(bytes)
        case .store: StoreTarget.open(bytes)
        case .expression: parseExpression(bytes)
        case .traceql: readTraceQL(bytes)
        case .logql: readLogQL(bytes)
        case .lucene: readLucene(bytes)
        case .pattern: matchPattern(bytes)
        case .rules: readRules(bytes)
        case .request: RequestTarget.admit(bytes)
        }
    }

    private func readDump(_ bytes: [UInt8]) {
        var rowCount = 0
        var reader = DumpReader { rowCount += $0.rowCount }
        let cursor = InputCursor(DecodedInput(bytes: bytes, name: "fuzz"))
        do {
            _ = try cursor.head()
            _ = try reader.read(cursor, number: 1)
            try reader.flush()
        } catch {
            // An input that can't be decoded is an error like any other.
        }
        // No row takes less than two bytes of an input that is not compressed.
        precondition(rowCount <= bytes.count || bytes.first != UInt8(ascii: "{"))
    }

    private func readProtobuf(_ bytes: [UInt8]) {
        for signal in OTLPSignal.allCases {
            read(bytes, content: .request(signal))
        }
        read(bytes, content: nil)
    }

    private func read(_ bytes: [UInt8], content: ProtobufContent?) {
        var rowCount = 0
        var reader = DumpReader { rowCount += $0.rowCount }
        let cursor = InputCursor(DecodedInput(plain: bytes, name: "fuzz"), content: content)
        do {
            let outcome = try reader.read(cursor, number: 1)
            try reader.flush()
            precondition(outcome.refusal == nil || content == nil)
        } catch {
            preconditionFailure("bytes in memory can be read: \(error)")
        }
        // No row takes less than two bytes.
        precondition(rowCount * 2 <= bytes.count || content == nil)
    }

    private func decodeChunk(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count > 3 else { return }
        let types = ValueType.allCases
        let type = types[Int(bytes[0]) % types.count]
        let valueCount = Int(bytes[1]) << 8 | Int(bytes[2])
        let data = UnsafeRawBufferPointer(rebasing: bytes[3...])
        var strings = StringTable()
        var traces = TraceTable()
        let column = try? ChunkDecoder.decode(
            data,
            valueCount: valueCount,
            checksum: DossierBlocks.checksum(of: data),
            type: type
        )
        guard let words = try? column?.words(addingTo: &strings, &traces) else { return }
        precondition(words.count == valueCount)
        if type.isText { precondition(words.allSatisfy { $0 < UInt64(strings.count) }) }
    }

    private func parseExpression(_ bytes: UnsafeRawBufferPointer) {
        guard let text = String(validating: bytes, as: UTF8.self),
            let expression = try? PromQLExpression(parsing: text, features: .experimental)
        else { return }
        let printed = "\(expression)"
        let again = try? PromQLExpression(parsing: printed, features: .experimental)
        precondition(again != nil, printed)
        EvaluationTarget.evaluate(expression, text)
    }

    private func readTraceQL(_ bytes: UnsafeRawBufferPointer) {
        guard let reading = try? TraceQLReading(parsing: Array(bytes)) else { return }
        let printed = reading.query.description
        let again = try? TraceQLReading(parsing: printed)
        precondition(again?.query.description == printed, printed)
        precondition(again?.violation?.kind == reading.violation?.kind, printed)
        if reading.violation == nil { TraceQLTarget.evaluate(reading.query) }
    }

    private func readLogQL(_ bytes: UnsafeRawBufferPointer) {
        let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        guard let query = try? LogQLQuery(parsing: Array(parts[0])) else { return }
        let printed = query.description
        let again = try? LogQLQuery(parsing: printed)
        precondition(again?.description == printed, printed)
        guard case .log(let log) = query, var pipeline = try? EntryPipeline(log.stages) else {
            return
        }
        let line = parts.count > 1 ? Array(parts[1]) : []
        let label = StoredEntry.Label(name: Array("app".utf8), value: Array("a".utf8))
        for _ in 0..<2 {
            pipeline.begin(StoredEntry(line: line, stream: [label]))
            _ = pipeline.run()
        }
    }

    private func readLucene(_ bytes: UnsafeRawBufferPointer) {
        guard let reading = try? LuceneReading(parsing: Array(bytes)) else { return }
        let printed = reading.query.description
        let again = try? LuceneReading(parsing: printed)
        precondition(again?.query == reading.query, printed)
        precondition(again?.query.description == printed, printed)
    }

    private func matchPattern(_ bytes: UnsafeRawBufferPointer) {
        let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        guard let expression = try? RegularExpression(searching: Array(parts[0])) else {
            return
        }
        let text = parts.count > 1 ? Array(parts[1]) : []
        _ = expression.matches(text)
    }

    private func readRules(_ bytes: UnsafeRawBufferPointer) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return }
        _ = try? RuleFile(parsing: text, features: .experimental)
        _ = try? RuleTestFile(parsing: text)
    }
}
