internal import DossierColumns

/// A resource or scope while its entry is read: its members so far, as an open composite list.
struct SharedFields {
    private(set) var composite = CompositeWriter()
    private var count = 0
    /// The text they were read from, if that is remembered.
    var text: SharedMemo.Text?

    var isEmpty: Bool { count == 0 }

    init() {
        composite.beginList()
    }

    mutating func add(_ key: StaticString, _ write: (inout CompositeWriter) -> Void) {
        composite.key(key)
        write(&composite)
        count += 1
    }

    /// Ends the list with the schema URL of the entry and returns its bytes.
    ///
    /// `cut` is set if the input ended inside the entry, whose schema URL may follow.
    consuming func finish(schemaURL: [UInt8], cut: CutMark? = nil) -> [UInt8] {
        if !schemaURL.isEmpty { add("schemaUrl") { $0.string(schemaURL) } }
        if let cut {
            add("cutInput") { $0.int(Int64(cut.input)) }
            add("cutOffset") { $0.int(Int64(truncatingIfNeeded: cut.offset)) }
        }
        composite.end(count: count)
        return composite.bytes
    }
}

/// Marks the resource and scope of an entry that the input ended in, so that they can be completed
/// when the input has grown.
struct CutMark {
    let input: Int
    /// Where the entry starts that the input ended in.
    let offset: UInt64
}

extension ElementReader {
    /// Reads a resource or an instrumentation scope; nil for `null`.
    mutating func shared(_ kind: SharedAmendment.Kind) throws(ReadFailure) -> SharedFields? {
        if try scanner.null() { return nil }
        let start = scanner.position
        let limit = scanner.limit - start
        if let known = sharedMemos[kind].expected(at: scanner.base + start, limit: limit) {
            scanner.position += known.byteCount
            return known.fields
        }
        try scanner.skipValue()
        let found = sharedMemos[kind].find(
            UnsafeRawBufferPointer(
                start: scanner.base + start,
                count: scanner.position - start
            )
        )
        if let fields = found.fields { return fields }
        scanner.position = start
        let anomalyCount = anomalies.save()
        var fields = kind == .resource ? try resourceFields() : try scopeFields()
        if fields.isEmpty {
            try noteMembers(of: start, .groupMember) { $0 != .unknown }
        }
        // What is unusual is counted each time.
        guard anomalies.save() == anomalyCount else { return fields }
        fields.text = found.text
        sharedMemos[kind].remember(fields, for: found.text)
        return fields
    }

    /// The number of a resource or scope in the batch.
    mutating func code(
        of kind: SharedAmendment.Kind,
        _ fields: SharedFields,
        schemaURL: [UInt8],
        cut: CutMark?
    ) -> UInt32 {
        if cut == nil, let code = sharedMemos[kind].code(of: fields.text, schemaURL: schemaURL) {
            return code
        }
        let bytes = fields.finish(schemaURL: schemaURL, cut: cut)
        let code =
            kind == .resource
            ? batch.content.shared.resources.intern(bytes)
            : batch.content.shared.scopes.intern(bytes)
        if cut == nil { sharedMemos[kind].remember(code, of: fields.text, schemaURL: schemaURL) }
        return code
    }

    private mutating func resourceFields() throws(ReadFailure) -> SharedFields {
        try scanner.beginObject()
        var fields = SharedFields()
        var isFirst = true
        while let member = try scanner.nextMember(&isFirst) {
            switch member {
            case .attributes: try sharedAttributes("attributes", into: &fields)
            case .droppedAttributesCount: try droppedCount(into: &fields)
            case .entityReferences: try entityReferences(into: &fields)
            case .schemaURL: try sharedText("resourceSchemaUrl", into: &fields)
            default: try skip(member)
            }
        }
        return fields
    }

    private mutating func scopeFields() throws(ReadFailure) -> SharedFields {
        try scanner.beginObject()
        var fields = SharedFields()
        var isFirst = true
        while let member = try scanner.nextMember(&isFirst) {
            switch member {
            case .name: try sharedText("name", into: &fields)
            case .version: try sharedText("version", into: &fields)
            case .attributes: try sharedAttributes("attributes", into: &fields)
            case .droppedAttributesCount: try droppedCount(into: &fields)
            default: try skip(member)
            }
        }
        return fields
    }

    /// Reads the schema URL of an entry; empty for `null`.
    mutating func schemaURL() throws(ReadFailure) -> [UInt8] {
        guard let text = try scanner.textOrNumber() else { return [] }
        let bytes = try scanner.bytes(text)
        let isSame = lastSchemaURL.withUnsafeBytes {
            $0.count == bytes.count && equalBytes($0, bytes)
        }
        if !isSame { lastSchemaURL = Array(bytes) }
        return lastSchemaURL
    }

    private mutating func sharedText(
        _ key: StaticString,
        into fields: inout SharedFields
    ) throws(ReadFailure) {
        guard let text = try scanner.textOrNumber(), text.count > 0 else { return }
        let bytes = try scanner.bytes(text)
        fields.add(key) { $0.string(bytes) }
    }

    private mutating func droppedCount(into fields: inout SharedFields) throws(ReadFailure) {
        let count = try unsigned32()
        if count != 0 {
            fields.add("droppedAttributesCount") { $0.int(Int64(truncatingIfNeeded: count)) }
        }
    }

    private mutating func sharedAttributes(
        _ key: StaticString,
        into fields: inout SharedFields
    ) throws(ReadFailure) {
        composite.removeAll()
        if try compositeMembers(depth: 0) > 0 {
            fields.add(key) { $0.composite(composite.bytes) }
        }
    }

    private mutating func entityReferences(
        into fields: inout SharedFields
    ) throws(ReadFailure) {
        guard try scanner.beginArray() else { return }
        var references = CompositeWriter()
        references.beginArray()
        var count = 0
        var isFirst = true
        while try scanner.nextElement(&isFirst) {
            try entityReference(into: &references)
            count += 1
        }
        references.end(count: count)
        if count > 0 { fields.add("entityRefs") { $0.composite(references.bytes) } }
    }

    private mutating func entityReference(
        into references: inout CompositeWriter
    ) throws(ReadFailure) {
        try scanner.beginObject()
        references.beginList()
        var count = 0
        var isFirst = true
        while let member = try scanner.nextMember(&isFirst) {
            switch member {
            case .schemaURL, .type:
                guard let text = try scanner.textOrNumber(), text.count > 0 else { continue }
                references.key(member == .type ? "type" : "schemaUrl")
                references.string(try scanner.bytes(text))
                count += 1
            case .idKeys, .descriptionKeys:
                guard try scanner.beginArray() else { continue }
                references.key(member == .idKeys ? "idKeys" : "descriptionKeys")
                references.beginArray()
                var keyCount = 0
                var isFirstKey = true
                while try scanner.nextElement(&isFirstKey) {
                    guard let text = try string() else { continue }
                    references.string(try scanner.bytes(text))
                    keyCount += 1
                }
                references.end(count: keyCount)
                count += 1
            default: try scanner.skipValue()
            }
        }
        references.end(count: count)
    }
}
