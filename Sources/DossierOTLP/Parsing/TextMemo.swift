internal import DossierColumns

/// Caches what pieces of JSON stand for: an exporter sends the same ones again and again.
struct TextMemo<Value>: ~Copyable {
    private var texts = StringTableBuilder.small
    private var values: [Value?] = []
    /// The text that followed each one the last time: texts tend to repeat in the same order.
    private var successors: [UInt32] = []
    private var last: UInt32 = 0

    /// The text that is expected next, if it is at `json`, with its length and what it stands for.
    ///
    /// Texts begin and end with whole tokens: so JSON that starts with the bytes of one is that
    /// text.
    @inline(__always)
    mutating func expected(
        at json: UnsafePointer<UInt8>,
        limit: Int
    ) -> (text: UInt32, byteCount: Int, value: Value)? {
        guard Int(last) < successors.count else { return nil }
        let next = successors[Int(last)]
        guard let value = values[Int(next)] else { return nil }
        let text = texts.bytes(of: next)
        guard text.count <= limit,
            equalBytes(text, UnsafeRawBufferPointer(start: json, count: text.count))
        else { return nil }
        last = next
        return (next, text.count, value)
    }

    /// The number of the text, and what it stands for if that is known.
    mutating func find(_ json: UnsafeRawBufferPointer) -> (text: UInt32, value: Value?) {
        let text = texts.intern(json)
        if text == values.count {
            values.append(nil)
            successors.append(text)
        }
        successors[Int(last)] = text
        last = text
        return (text, values[Int(text)])
    }

    mutating func remember(_ value: Value, for text: UInt32) {
        values[Int(text)] = value
    }
}

/// The resources and the scopes of a batch by their texts.
struct SharedMemos: ~Copyable {
    private var resources = SharedMemo()
    private var scopes = SharedMemo()

    subscript(kind: SharedAmendment.Kind) -> SharedMemo {
        _read { if kind == .resource { yield resources } else { yield scopes } }
        _modify { if kind == .resource { yield &resources } else { yield &scopes } }
    }

    /// Forgets all texts: numbers are valid in one batch only.
    mutating func beginBatch() {
        resources.beginBatch()
        scopes.beginBatch()
    }
}

/// The resources or scopes of a batch by their texts.
struct SharedMemo: ~Copyable {
    private var texts = TextMemo<SharedFields>()
    /// The number of each text's resource or scope, with the schema URL of the entry it was in.
    private var codes: [UInt32: (schemaURL: [UInt8], code: UInt32)] = [:]
    private var batchNumber = 0

    /// A text of a certain batch: an entry may extend over several.
    struct Text {
        fileprivate let batchNumber: Int
        fileprivate let number: UInt32
    }

    /// Forgets all texts: numbers are valid in one batch only.
    mutating func beginBatch() {
        texts = TextMemo()
        codes.removeAll(keepingCapacity: true)
        batchNumber += 1
    }

    mutating func expected(
        at json: UnsafePointer<UInt8>,
        limit: Int
    ) -> (fields: SharedFields, byteCount: Int)? {
        texts.expected(at: json, limit: limit).map { ($0.value, $0.byteCount) }
    }

    /// The fields of a text if it was read before, and the key to remember them by.
    mutating func find(_ json: UnsafeRawBufferPointer) -> (text: Text, fields: SharedFields?) {
        let found = texts.find(json)
        return (Text(batchNumber: batchNumber, number: found.text), found.value)
    }

    mutating func remember(_ fields: SharedFields, for text: Text) {
        texts.remember(fields, for: text.number)
    }

    func code(of text: Text?, schemaURL: [UInt8]) -> UInt32? {
        guard let text, text.batchNumber == batchNumber, let known = codes[text.number],
            known.schemaURL == schemaURL
        else { return nil }
        return known.code
    }

    mutating func remember(_ code: UInt32, of text: Text?, schemaURL: [UInt8]) {
        guard let text, text.batchNumber == batchNumber else { return }
        codes[text.number] = (schemaURL, code)
    }
}
