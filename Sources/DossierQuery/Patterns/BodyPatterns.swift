import DossierBlocks
import DossierColumns
import DossierPrimitives
import DossierStore

/// The patterns of the bodies of a block's log records.
///
/// Texts that are stored as templates have the patterns of these, and are not put together.
struct BodyPatterns {
    /// The patterns, each once; the first is that of a record without a body.
    private(set) var texts = StringTable()
    /// By row; the first pattern for rows that are not wanted.
    private(set) var numbers: [UInt32]
    private let isWanted: [Bool]
    private var scratch: [UInt8] = []

    private static let unknown = UInt32.max

    /// - Complexity: O(wanted rows and bytes of the texts that are not stored as templates).
    init(_ rows: [UInt32], of block: BlockInfo, _ scan: LogScan) throws {
        numbers = [UInt32](repeating: texts.intern([]), count: block.rowCount)
        var isWanted = [Bool](repeating: false, count: block.rowCount)
        for row in rows { isWanted[Int(row)] = true }
        self.isWanted = isWanted
        for (rows, column) in try scan.slots(.body, of: block) {
            switch column.type {
            case .empty: break
            case .string:
                if let templates = column.templates, let numbers = numbers(of: templates) {
                    for (row, code) in zip(rows, templates.codes) {
                        self.numbers[Int(row)] = numbers[Int(code)]
                    }
                } else {
                    let texts = try scan.texts(of: column, rows, block).whole()
                    add(rows, texts, Self.appendText)
                }
            case .composite:
                let texts = try scan.texts(of: column, rows, block).whole()
                add(rows, texts, StructuredPattern.append)
            case .bool:
                let names = ["false", "true"].map { texts.intern(Array($0.utf8)) }
                for (row, word) in zip(rows, column.words.words) {
                    numbers[Int(row)] = names[word == 0 ? 0 : 1]
                }
            default:
                let number = texts.intern(TextPattern.gap)
                for row in rows { numbers[Int(row)] = number }
            }
        }
    }

    private static func appendText(_ text: UnsafeRawBufferPointer, to pattern: inout [UInt8]) {
        TextPattern.append(text, to: &pattern)
    }

    /// The patterns of templates; nil if they don't follow from what the templates have in common.
    private mutating func numbers(of templates: TemplatedTexts) -> [UInt32]? {
        guard Self.areWholeVariables(templates.texts) else { return nil }
        var numbers: [UInt32] = []
        numbers.reserveCapacity(templates.templateCount)
        for template in 0..<templates.templateCount {
            // The digit of a variable is as good as any other token that varies.
            let skeleton = TemplateSkeleton(template, of: templates)
            guard skeleton.variables.allSatisfy({ Self.isToken(at: $0, in: skeleton.bytes) })
            else { return nil }
            numbers.append(skeleton.bytes.withUnsafeBytes { number(of: $0, Self.appendText) })
        }
        return numbers
    }

    /// Whether a byte of a token is all of it.
    private static func isToken(at position: Int, in text: [UInt8]) -> Bool {
        let (before, behind) = (position - 1, position + 1)
        return !(before >= 0 && text[before].isTokenByte)
            && !(behind < text.count && text[behind].isTokenByte)
    }

    /// Whether all texts of variables are tokens that vary, as writers cut them.
    private static func areWholeVariables(_ texts: StringTable) -> Bool {
        texts.bytes.withUnsafeBytes { bytes in
            (0..<texts.count).allSatisfy { code in
                let range = texts.range(UInt32(code))
                return TextPattern.isVariable(UnsafeRawBufferPointer(rebasing: bytes[range]))
            }
        }
    }

    /// Makes the patterns of the texts that wanted rows have, each once.
    private mutating func add(
        _ rows: [UInt32],
        _ texts: (codes: [UInt64], strings: StringTable),
        _ append: (UnsafeRawBufferPointer, inout [UInt8]) -> Void
    ) {
        var known = [UInt32](repeating: Self.unknown, count: texts.strings.count)
        texts.strings.bytes.withUnsafeBytes { bytes in
            for (row, code) in zip(rows, texts.codes) where isWanted[Int(row)] {
                let code = UInt32(truncatingIfNeeded: code)
                if known[Int(code)] == Self.unknown {
                    let range = texts.strings.range(code)
                    let text = UnsafeRawBufferPointer(rebasing: bytes[range])
                    known[Int(code)] = number(of: text, append)
                }
                numbers[Int(row)] = known[Int(code)]
            }
        }
    }

    private mutating func number(
        of text: UnsafeRawBufferPointer,
        _ append: (UnsafeRawBufferPointer, inout [UInt8]) -> Void
    ) -> UInt32 {
        scratch.removeAll(keepingCapacity: true)
        append(text, &scratch)
        return texts.intern(scratch)
    }
}

/// The pattern of a body that is an array or a key-value list.
private enum StructuredPattern {
    /// The members that have a list's message, the first that there is.
    private static let messageKeys = ["message", "msg", "body", "log"].map { Array($0.utf8) }

    /// Appends the pattern of the message of a list, or else of the body's JSON.
    static func append(_ composite: UnsafeRawBufferPointer, to pattern: inout [UInt8]) {
        let bytes = Array(composite)[...]
        if let message = message(in: bytes) {
            message.withUnsafeBytes { TextPattern.append($0, to: &pattern) }
        } else {
            CompositeText.json(bytes).withUnsafeBytes { TextPattern.append($0, to: &pattern) }
        }
    }

    private static func message(in list: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var reader = CompositeReader(list)
        guard case .list(let count) = reader.next() else { return nil }
        var found: (rank: Int, text: ArraySlice<UInt8>)?
        for _ in 0..<count {
            guard let key = reader.key(), let value = reader.skipValue() else { break }
            guard let rank = messageKeys.firstIndex(where: { list[key].elementsEqual($0) }),
                rank < found?.rank ?? .max
            else { continue }
            var member = CompositeReader(list[value])
            if case .string(let text) = member.next() { found = (rank, list[text]) }
        }
        return found?.text
    }
}
