import DossierColumns
import DossierLogQL
import DossierQuery

extension LogView {
    /// Whether records may have a label with this name before stages set any.
    func mayHaveLabel(_ name: [UInt8]) -> Bool {
        mayHaveMetadata(name) || resources.contains { $0.stream.contains { $0.name == name } }
    }

    /// Whether a slot of log records may make a label with this name.
    func mayMake(_ name: [UInt8], slot: Int) -> Bool {
        guard let own = slotNames[slot].map({ names[$0] }) else { return false }
        return own == name || slotTypes[slot] == .composite && name.starts(with: own)
    }

    /// Whether records may have metadata with this name.
    func mayHaveMetadata(_ name: [UInt8]) -> Bool {
        guard name != LevelDetector.label, !catalogue.hasOverflow(of: .logRecord) else {
            return true
        }
        if name.hasClashSuffix { return true }
        let number = names.firstIndex(of: name)
        let isOfRecords = slotNames.indices.contains { mayMake(name, slot: $0) }
        guard let number, !isOfRecords else { return isOfRecords }
        return fieldNames.all.contains(number)
            || resources.contains { $0.metadata.contains { $0.name == number } }
            || scopes.contains { $0.contains { $0.name == number } }
    }
}

extension Collection<UInt8> {
    /// Whether a name is that of a label which clashes with another.
    var hasClashSuffix: Bool {
        count >= EntryLabels.clashSuffix.count
            && dropFirst(count - EntryLabels.clashSuffix.count)
                .elementsEqual(EntryLabels.clashSuffix)
    }
}
