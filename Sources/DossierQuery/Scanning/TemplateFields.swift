import DossierBlocks
import DossierColumns
import DossierStore

/// The texts of a template, with `0` for each variable.
package struct TemplateSkeleton {
    package let bytes: [UInt8]
    /// The positions of the variables, ascending.
    package let variables: [Int]

    init(_ template: Int, of templates: TemplatedTexts) {
        var bytes: [UInt8] = []
        var variables: [Int] = []
        let pieces = templates.pieces(of: template)
        for piece in pieces {
            if piece > pieces.lowerBound {
                variables.append(bytes.count)
                bytes.append(UInt8(ascii: "0"))
            }
            bytes += templates.pieces[UInt32(piece)]
        }
        self.bytes = bytes
        self.variables = variables
    }
}

/// Which texts of a template pass.
package enum TemplateTest {
    case all, none
    /// Those with another text in a range of the skeleton that passes, and those in which a variable at
    /// one of `digitStarts` begins with neither digit nor hyphen.
    case field(Range<Int>, digitStarts: [Int], passes: ([UInt8]) -> Bool)
}

extension BlockColumns {
    /// Of log records whose bodies are strings, those that may pass a test that is made for each
    /// template; bodies without templates pass.
    ///
    /// Variables are words of letters, digits, hyphens and underscores; where any is not all texts
    /// pass.
    package func stringBodies(
        among wanted: RowBits,
        passing test: (TemplateSkeleton) -> TemplateTest
    ) throws -> RowBits {
        var passing = wanted
        for number in try stringBodySlots() {
            guard let (rows, column) = try slot(number, of: .logRecord),
                let templates = column.templates, templates.hasWordsOnly
            else { continue }
            var values = [[Int]](repeating: [], count: templates.templateCount)
            for (value, row) in rows.enumerated() where wanted[Int(row)] {
                values[Int(templates.codes[value])].append(value)
            }
            for (template, values) in values.enumerated() where !values.isEmpty {
                let field = TemplateField(template, of: templates, test)
                field.forEachFailing(values.map { Int(templates.valueIndices[$0]) }) { number in
                    passing.remove(Int(rows[values[number]]))
                }
            }
        }
        return passing
    }
}

extension TemplatedTexts {
    /// Whether all variables are words; ids of rows are.
    fileprivate var hasWordsOnly: Bool {
        texts.bytes.withUnsafeBytes { bytes in
            // Without branches, so that many bytes are looked at side by side.
            var others: UInt8 = 0
            for byte in bytes { others |= byte.isTokenByte ? 0 : 1 }
            return others == 0
        }
    }
}

/// A test of the texts of one template, by the variables that it looks at.
private struct TemplateField {
    private let texts: StringTable
    private let isPassing: Bool
    private var passes: (([UInt8]) -> Bool)?
    /// The words of the variables in the field, and what stands before each and behind the last.
    private var variables: [[UInt32]] = []
    private var literals: [[UInt8]] = []
    /// The words of variables that have to begin with a digit or hyphen.
    private var digitStarts: [[UInt32]] = []

    init(
        _ template: Int,
        of templates: TemplatedTexts,
        _ test: (TemplateSkeleton) -> TemplateTest
    ) {
        let skeleton = TemplateSkeleton(template, of: templates)
        texts = templates.texts
        switch test(skeleton) {
        case .all: isPassing = true
        case .none: isPassing = false
        case .field(let range, let starts, let passes):
            isPassing = true
            self.passes = passes
            var position = range.lowerBound
            for (number, variable) in skeleton.variables.enumerated() {
                let words = templates.words(of: template, number)
                if starts.contains(variable) { digitStarts.append(Array(words)) }
                guard range.contains(variable) else { continue }
                literals.append(Array(skeleton.bytes[position..<variable]))
                variables.append(Array(words))
                position = variable + 1
            }
            literals.append(Array(skeleton.bytes[position..<range.upperBound]))
        }
    }

    /// Calls `body` with the numbers of the texts that don't pass, which are given by their indices among
    /// those of the template.
    func forEachFailing(_ indices: [Int], _ body: (Int) -> Void) {
        guard let passes else {
            if !isPassing { indices.indices.forEach(body) }
            return
        }
        var field: [UInt8] = []
        for number in indices.indices where hasNumbers(indices[number]) {
            field.removeAll(keepingCapacity: true)
            if append(indices[number], to: &field), !passes(field) { body(number) }
        }
    }

    /// Whether the variables begin with digits or hyphens that have to.
    private func hasNumbers(_ index: Int) -> Bool {
        digitStarts.indices.allSatisfy { number in
            guard let range = textRange(digitStarts[number][index]), !range.isEmpty else {
                return false
            }
            let first = texts.bytes[range.lowerBound]
            return first &- UInt8(ascii: "0") < 10 || first == UInt8(ascii: "-")
        }
    }

    /// Appends the field of a text; false if it has an id of the row.
    private func append(_ index: Int, to field: inout [UInt8]) -> Bool {
        for number in variables.indices {
            guard let range = textRange(variables[number][index]) else { return false }
            field += literals[number]
            for position in range { field.append(texts.bytes[position]) }
        }
        field += literals[variables.count]
        return true
    }

    /// Where the text of a word is; nil for an id of its row.
    private func textRange(_ word: UInt32) -> Range<Int>? {
        word < TemplatedTexts.firstText ? nil : texts.range(word - TemplatedTexts.firstText)
    }
}
