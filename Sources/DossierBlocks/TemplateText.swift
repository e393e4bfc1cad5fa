internal import DossierColumns
import DossierPrimitives

/// Encodes texts as templates and variables: the bodies of log records.
///
/// A template is the text between the variables. Variables that are the ids of the text's own row
/// take no text; the others are codes of a dictionary. All variables with the same index in the
/// same template lie together, for they are alike.
struct TemplateText {
    private let templates: TextTemplates
    private let rows: [UInt32]
    private let strings: StringTable
    /// The rows of each template, ascending.
    private var rowsOf: [[Int32]]
    private var dictionary = VariableDictionary()
    private var words: [UInt64] = []
    private var variableCounts: [UInt64] = []
    private var pieceCounts: [UInt64] = []
    private var pieces: [UInt8] = []

    /// Nil if the texts have too little in common.
    init?(_ rows: [UInt32], _ context: TextContext) {
        let strings = context.strings
        guard rows.count >= Self.rowCountMin,
            let templates = TextTemplates(rows, strings: strings, ids: context.rowIDs)
        else { return nil }
        self.templates = templates
        self.rows = rows
        self.strings = strings
        rowsOf = Array(repeating: [], count: templates.firstRows.count)
        for (row, code) in templates.codes.enumerated() {
            rowsOf[Int(code)].append(Int32(truncatingIfNeeded: row))
        }
        words.reserveCapacity(templates.variables.count / 2)
        strings.bytes.withUnsafeBytes { arena in
            for template in rowsOf.indices { take(template, arena) }
            let codes = dictionary.sort(arena)
            let first = UInt64(VariableKind.text.rawValue)
            for index in words.indices where words[index] >= first {
                words[index] = codes[Int(words[index] - first)] + first
            }
        }
    }

    private static let rowCountMin = 32

    /// Splits a template into its pieces, with the variables in it that never vary, and takes the
    /// words of the others.
    private mutating func take(_ template: Int, _ arena: UnsafeRawBufferPointer) {
        let first = templates.firstRows[template]
        let text = strings.range(rows[first])
        let count = templates.starts[first + 1] - templates.starts[first]
        var pieceStart = pieces.count
        var position = text.lowerBound
        var variableCount = 0
        for index in 0..<count {
            let variable = templates.variables[templates.starts[first] + index]
            let range = variable.range
            let end = text.lowerBound + range.upperBound
            if variable.kind == .text, !variable.varies { continue }
            pieces.append(contentsOf: arena[position..<(text.lowerBound + range.lowerBound)])
            pieceCounts.append(UInt64(pieces.count - pieceStart))
            pieceStart = pieces.count
            position = end
            variableCount += 1
            appendWords(template, index, arena)
        }
        pieces.append(contentsOf: arena[position..<text.upperBound])
        pieceCounts.append(UInt64(pieces.count - pieceStart))
        variableCounts.append(UInt64(variableCount))
    }

    private mutating func appendWords(
        _ template: Int,
        _ index: Int,
        _ arena: UnsafeRawBufferPointer
    ) {
        for row in rowsOf[template] {
            let variable = templates.variables[templates.starts[Int(row)] + index]
            var word = UInt64(variable.kind.rawValue)
            if variable.kind == .text {
                let start = strings.range(rows[Int(row)]).lowerBound + Int(variable.offset)
                word += dictionary.intern(start..<(start + Int(variable.count)), of: arena)
            }
            words.append(word)
        }
    }

    /// Templates: their number, the numbers of their variables, the lengths of their pieces, those
    /// end to end; dictionary: its number of strings, their lengths, they themselves; the templates
    /// of the rows; the words of the variables.
    func write(_ context: TextContext, into out: inout [UInt8]) {
        let (encoder, level) = (context.encoder, context.level)
        out.append(.templates)
        out.appendVarint(variableCounts.count)
        encoder.encode(variableCounts, into: &out)
        encoder.encode(pieceCounts, into: &out)
        pieces.withUnsafeBytes { ByteSection.write($0, level: level, into: &out) }
        out.appendVarint(dictionary.ranges.count)
        encoder.encode(dictionary.ranges.map { UInt64($0.count) }, into: &out)
        var texts: [UInt8] = []
        strings.bytes.withUnsafeBytes { arena in
            for range in dictionary.ranges { texts.append(contentsOf: arena[range]) }
        }
        texts.withUnsafeBytes { ByteSection.write($0, level: level, into: &out) }
        encoder.encode(templates.codes.map { UInt64($0) }, into: &out)
        encoder.encode(words, into: &out)
    }
}
