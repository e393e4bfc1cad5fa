internal import DossierColumns

/// `Resource` and `InstrumentationScope` in protobuf form.
extension ElementReader {
    /// Reads a resource or a scope, which may come in several messages that are merged.
    mutating func shared(
        _ kind: SharedAmendment.Kind,
        _ messages: WireMessages
    ) throws(ReadFailure) -> SharedFields {
        guard let message = messages.only, message.count > 0,
            message.bytes.first != UInt8(ascii: "{")
        else { return try fields(of: kind, messages) }
        // Texts that begin with a brace are JSON.
        let known = sharedMemos[kind].expected(
            at: message.base + message.position,
            limit: message.count
        )
        if let known, known.byteCount == message.count { return known.fields }
        let found = sharedMemos[kind].find(message.bytes)
        if let fields = found.fields { return fields }
        let anomalyCount = anomalies.save()
        var fields = try fields(of: kind, messages)
        // What is unusual is counted each time.
        guard anomalies.save() == anomalyCount else { return fields }
        fields.text = found.text
        sharedMemos[kind].remember(fields, for: found.text)
        return fields
    }

    private mutating func fields(
        of kind: SharedAmendment.Kind,
        _ messages: WireMessages
    ) throws(ReadFailure) -> SharedFields {
        var found = WireSharedFields()
        composite.removeAll()
        composite.beginList()
        for message in messages.all {
            if kind == .resource {
                try readResource(message, &found)
            } else {
                try readScope(message, &found)
            }
        }
        composite.end(count: found.attributeCount)
        var fields = SharedFields()
        if let name = found.name { fields.add("name") { $0.string(name.bytes) } }
        if let version = found.version { fields.add("version") { $0.string(version.bytes) } }
        if found.attributeCount > 0 {
            fields.add("attributes") { $0.composite(composite.bytes) }
        }
        if found.droppedCount != 0 {
            fields.add("droppedAttributesCount") {
                $0.int(Int64(truncatingIfNeeded: found.droppedCount))
            }
        }
        if !found.entities.isEmpty { try addEntities(found.entities, to: &fields) }
        if fields.isEmpty, let other = found.other {
            note(.groupMember, other.field, at: other.position)
        }
        return fields
    }

    private mutating func readResource(
        _ message: WireReader,
        _ found: inout WireSharedFields
    ) throws(ReadFailure) {
        var message = message
        while let field = try message.nextField() {
            switch field {
            case .bytes(1): try addAttribute(try message.content(), &found)
            case .varint(2): found.droppedCount = try droppedCount(&message)
            case .bytes(3): found.entities.append(try message.content())
            default: try skip(field, of: &message, &found)
            }
        }
    }

    private mutating func readScope(
        _ message: WireReader,
        _ found: inout WireSharedFields
    ) throws(ReadFailure) {
        var message = message
        while let field = try message.nextField() {
            switch field {
            case .bytes(1): found.name = try message.content().ifNotEmpty
            case .bytes(2): found.version = try message.content().ifNotEmpty
            case .bytes(3): try addAttribute(try message.content(), &found)
            case .varint(4): found.droppedCount = try droppedCount(&message)
            default: try skip(field, of: &message, &found)
            }
        }
    }

    private mutating func addAttribute(
        _ message: WireReader,
        _ found: inout WireSharedFields
    ) throws(ReadFailure) {
        try compositeMember(message, depth: 0)
        found.attributeCount += 1
    }

    private mutating func droppedCount(
        _ message: inout WireReader
    ) throws(ReadFailure) -> UInt64 {
        try unsigned32(&message, "droppedAttributesCount")
    }

    private func skip(
        _ field: WireField,
        of message: inout WireReader,
        _ found: inout WireSharedFields
    ) throws(ReadFailure) {
        found.other = found.other ?? (field, message.position)
        try message.skip(field)
    }

    private func addEntities(
        _ entities: [WireReader],
        to fields: inout SharedFields
    ) throws(ReadFailure) {
        var references = CompositeWriter()
        references.beginArray()
        for entity in entities { try add(entity, to: &references) }
        references.end(count: entities.count)
        fields.add("entityRefs") { $0.composite(references.bytes) }
    }

    private func add(
        _ entity: WireReader,
        to references: inout CompositeWriter
    ) throws(ReadFailure) {
        var texts: (schemaURL: WireReader?, type: WireReader?)
        var keys: (id: [WireReader], description: [WireReader]) = ([], [])
        var message = entity
        while let field = try message.nextField() {
            switch field {
            case .bytes(1): texts.schemaURL = try message.content().ifNotEmpty
            case .bytes(2): texts.type = try message.content().ifNotEmpty
            case .bytes(3): keys.id.append(try message.content())
            case .bytes(4): keys.description.append(try message.content())
            default: try message.skip(field)
            }
        }
        references.beginList()
        var count = 0
        for (key, text) in [("schemaUrl" as StaticString, texts.schemaURL), ("type", texts.type)] {
            guard let text else { continue }
            references.key(key)
            references.string(text.bytes)
            count += 1
        }
        for (key, names) in [
            ("idKeys" as StaticString, keys.id), ("descriptionKeys", keys.description),
        ] where !names.isEmpty {
            references.key(key)
            references.beginArray()
            for name in names { references.string(name.bytes) }
            references.end(count: names.count)
            count += 1
        }
        references.end(count: count)
    }
}

/// What was found in the messages of a resource or a scope.
private struct WireSharedFields {
    var name: WireReader?
    var version: WireReader?
    var attributeCount = 0
    var droppedCount: UInt64 = 0
    var entities: [WireReader] = []
    /// The first field that the message does not have.
    var other: (field: WireField, position: Int)?
}

extension WireReader {
    fileprivate var ifNotEmpty: WireReader? { count > 0 ? self : nil }
}
