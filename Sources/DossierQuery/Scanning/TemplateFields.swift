import DossierBlocks
import DossierColumns
import DossierStore

/// The texts of a template, with `0` for each variable.
package struct TemplateSkeleton {
    package let bytes: [UInt8]
    /// The positions of the variables, ascending.
    package let variables: [Int]

    fileprivate init(_ template: Int, of templates: TemplatedTexts) {
        var bytes: [UInt8] = []
        var variables: [Int] = []
        let first = templates.firstPiece(of: template)
        for piece in 0...templates.variableCount(of: template) {
            if piece > 0 {
                variables.append(bytes.count)
                bytes.append(UInt8(ascii: "0"))
            }
            bytes += templates.pieces[UInt32(first + piece)]
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
    case field(Range<Int>, digitStarts: [Int], passes: (UnsafeRawBufferPointer) -> Bool)
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
            var fields = [TemplateField?](repeating: nil, count: templates.templateCount)
            var text: [UInt8] = []
            for (value, row) in rows.enumerated() where wanted[Int(row)] {
                let template = Int(templates.codes[value])
                let field = fields[template] ?? TemplateField(template, of: templates, test)
                fields[template] = field
                if !field.passes(Int(templates.valueIndices[value]), templates, &text) {
                    passing.remove(Int(row))
                }
            }
        }
        return passing
    }
}

extension TemplatedTexts {
    /// Whether all variables are words; ids of rows are.
    fileprivate var hasWordsOnly: Bool {
        texts.bytes.allSatisfy { byte in
            byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        }
    }
}

/// A test of the texts of one template, by the variables that it looks at.
private struct TemplateField {
    private enum Part {
        case text([UInt8])
        case variable(ArraySlice<UInt32>)
    }

    private let isPassing: Bool
    private var parts: [Part] = []
    private var digitStarts: [ArraySlice<UInt32>] = []
    private var passes: ((UnsafeRawBufferPointer) -> Bool)?

    init(
        _ template: Int,
        of templates: TemplatedTexts,
        _ test: (TemplateSkeleton) -> TemplateTest
    ) {
        let skeleton = TemplateSkeleton(template, of: templates)
        switch test(skeleton) {
        case .all: isPassing = true
        case .none: isPassing = false
        case .field(let range, let starts, let passes):
            isPassing = true
            self.passes = passes
            var position = range.lowerBound
            for (number, variable) in skeleton.variables.enumerated() {
                let words = templates.words(of: template, number)
                if starts.contains(variable) { digitStarts.append(words) }
                guard range.contains(variable) else { continue }
                parts.append(.text(Array(skeleton.bytes[position..<variable])))
                parts.append(.variable(words))
                position = variable + 1
            }
            parts.append(.text(Array(skeleton.bytes[position..<range.upperBound])))
        }
    }

    /// Whether a text passes, by its index among those of the template; the field is put together in
    /// `text`.
    func passes(_ index: Int, _ templates: TemplatedTexts, _ text: inout [UInt8]) -> Bool {
        guard let passes else { return isPassing }
        for words in digitStarts {
            guard let text = Self.text(words, index, templates), let first = text.first,
                first &- UInt8(ascii: "0") < 10 || first == UInt8(ascii: "-")
            else { return true }
        }
        text.removeAll(keepingCapacity: true)
        for part in parts {
            switch part {
            case .text(let bytes): text += bytes
            case .variable(let words):
                guard let variable = Self.text(words, index, templates) else { return true }
                text += variable
            }
        }
        return text.withUnsafeBytes(passes)
    }

    /// What a variable is in a text; nil for an id of its row.
    private static func text(
        _ words: ArraySlice<UInt32>,
        _ index: Int,
        _ templates: TemplatedTexts
    ) -> ArraySlice<UInt8>? {
        let word = words[words.startIndex + index]
        guard word >= TemplatedTexts.firstText else { return nil }
        return templates.texts[word - TemplatedTexts.firstText]
    }
}
