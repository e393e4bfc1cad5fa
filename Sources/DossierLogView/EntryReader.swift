import DossierColumns
import DossierLogQL
import DossierPrimitives
import DossierQuery

/// Which labels a query asks for.
struct WantedLabels: Sendable {
    /// Nil for all.
    private let names: Set<[UInt8]>?

    /// Those that are asked for; a label that clashes with another is asked for by its own name,
    /// too.
    init(_ use: EntryUse) {
        guard let wanted = use.labels else {
            names = nil
            return
        }
        var names = wanted
        for name in wanted {
            var name = name[...]
            while name.hasClashSuffix {
                name = name.dropLast(EntryLabels.clashSuffix.count)
                names.insert(Array(name))
            }
        }
        if names.contains(LevelDetector.label) { names.formUnion(LevelDetector.labels) }
        self.names = names
    }

    func contains(_ name: [UInt8]) -> Bool { names?.contains(name) ?? true }

    /// Whether there may be one that begins with a name.
    func hasAny(beginningWith name: [UInt8]) -> Bool {
        names?.contains { $0.starts(with: name) } ?? true
    }

    /// Whether the level is to be detected.
    var hasLevel: Bool { contains(LevelDetector.label) }
}

/// Puts log records into a pipeline as entries.
///
/// For the entries of one pipeline; used by one thread.
struct EntryReader {
    private let view: LogView
    private let wanted: WantedLabels
    /// By the number of a name in the view, its number in the pipeline; nil if it is not wanted.
    private let labels: [Int?]
    private let level: LevelDetector?

    /// Whether the line is looked at.
    private let hasLine: Bool

    init(_ view: LogView, _ use: EntryUse, _ pipeline: inout EntryPipeline) {
        self.view = view
        let wanted = WantedLabels(use)
        self.wanted = wanted
        hasLine = use.hasLine
        labels = view.names.map { name in
            wanted.contains(name) ? pipeline.number(of: name) : nil
        }
        level = wanted.hasLevel ? LevelDetector(&pipeline) : nil
    }

    /// Begins the entry of a record, at a time.
    func begin(
        _ row: UInt32,
        of block: inout EntryBlock,
        at time: UInt64,
        in pipeline: inout EntryPipeline
    ) throws {
        pipeline.begin(at: Int64(clamping: time))
        let path = block.path(of: row, view, wanted)
        if hasLine { try setLine(path, row, &block, &pipeline) }
        let resource = Int(truncatingIfNeeded: block.resources[Int(row)])
        if view.resources.indices.contains(resource) {
            for label in view.resources[resource].numberedStream {
                if let number = labels[label.name] {
                    pipeline.addStreamLabel(number, label.value)
                }
            }
        }
        try addAttributes(path, row, &block, &pipeline)
        try addFields(path, row, &block, &pipeline)
        if view.resources.indices.contains(resource) {
            add(view.resources[resource].metadata, to: &pipeline)
        }
        let scope = Int(truncatingIfNeeded: block.scopes[Int(row)])
        if view.scopes.indices.contains(scope) { add(view.scopes[scope], to: &pipeline) }
        guard let level else { return }
        if !hasLine, !level.isDecidedByLabels(of: pipeline) {
            try setLine(path, row, &block, &pipeline)
        }
        level.run(&pipeline)
    }

    private func setLine(
        _ path: EntryBlock.Path,
        _ row: UInt32,
        _ block: inout EntryBlock,
        _ pipeline: inout EntryPipeline
    ) throws {
        guard let body = path.body, let value = try block.slots.value(of: body, in: row) else {
            return
        }
        pipeline.setLine(Self.text(of: value, block.slots.slots[Int(body)].type))
    }

    private func add(_ metadata: [NumberedLabel], to pipeline: inout EntryPipeline) {
        for label in metadata {
            if let number = labels[label.name] { pipeline.addMetadata(number, label.value) }
        }
    }

    private func addAttributes(
        _ path: EntryBlock.Path,
        _ row: UInt32,
        _ block: inout EntryBlock,
        _ pipeline: inout EntryPipeline
    ) throws {
        for slot in path.attributes {
            guard let value = try block.slots.value(of: slot, in: row) else { continue }
            let type = block.slots.slots[Int(slot)].type
            if type == .composite, case .text(let bytes) = value {
                addMembers(of: block.key(of: slot), bytes, path, &pipeline)
            } else if let name = view.slotNames[Int(slot)], let number = labels[name] {
                pipeline.addMetadata(number, Self.text(of: value, type))
            }
        }
        if let overflow = path.overflow,
            case .text(let bytes)? = try block.slots.value(of: overflow, in: row)
        {
            forEachMember(of: bytes) { key, value in
                addMembers(of: Array(key.utf8)[...], value, path, &pipeline)
            }
        }
    }

    /// Adds what an attribute is that may be a list.
    private func addMembers(
        of key: ArraySlice<UInt8>,
        _ value: ArraySlice<UInt8>,
        _ path: EntryBlock.Path,
        _ pipeline: inout EntryPipeline
    ) {
        if path.hasEventName, key.elementsEqual(EntryBlock.eventNameKey) {
            var reader = CompositeReader(value)
            // Of a map the members have other names than the field.
            guard case .list = reader.next() else { return }
        }
        AttributeLabels.forEach(of: key, value) { name, value in
            guard wanted.contains(name) else { return }
            let number = pipeline.currentNumber(of: name)
            pipeline.addMetadata(number, ValueText.text(ofComposite: value))
        }
    }

    private func addFields(
        _ path: EntryBlock.Path,
        _ row: UInt32,
        _ block: inout EntryBlock,
        _ pipeline: inout EntryPipeline
    ) throws {
        let names = view.fieldNames
        if let number = labels[names.observedTimestamp] {
            let (time, observed) = (block.times[Int(row)], block.observedTimes[Int(row)])
            if time != 0, observed != 0 { pipeline.addMetadata(number, Array("\(observed)".utf8)) }
        }
        if let number = labels[names.severityNumber] {
            let severity = Int64(bitPattern: block.severityNumbers[Int(row)])
            if severity > 0 { pipeline.addMetadata(number, Array("\(severity)".utf8)) }
        }
        for slot in path.fieldsBeforeIDs { try addField(slot, row, &block, &pipeline) }
        if let number = labels[names.traceID], let id = block.traceID(of: row) {
            pipeline.addMetadata(number, Array(id.hex.utf8))
        }
        if let number = labels[names.spanID], block.spanIDs[Int(row)] != 0 {
            var digits: [UInt8] = []
            digits.appendHex(block.spanIDs[Int(row)])
            pipeline.addMetadata(number, digits)
        }
        for slot in path.fieldsBehindIDs { try addField(slot, row, &block, &pipeline) }
    }

    private func addField(
        _ slot: UInt32,
        _ row: UInt32,
        _ block: inout EntryBlock,
        _ pipeline: inout EntryPipeline
    ) throws {
        guard let name = view.slotNames[Int(slot)], let number = labels[name],
            let value = try block.slots.value(of: slot, in: row)
        else { return }
        if case .word(0) = value { return }
        pipeline.addMetadata(number, Self.text(of: value, block.slots.slots[Int(slot)].type))
    }

    private static func text(of value: BlockSlots.Value, _ type: ValueType) -> [UInt8] {
        switch (value, type) {
        case (.word(let word), _): ValueText.text(ofWord: word, type)
        case (.text(let bytes), .composite): ValueText.text(ofComposite: bytes)
        case (.text(let bytes), .bytes): encodeBase64(bytes)
        case (.text(let bytes), _): Array(bytes)
        }
    }
}
