import DossierColumns
import DossierLogQL
import DossierQuery

extension LogView {
    /// Whether records may have a label with this name before stages set any.
    func mayHaveLabel(_ name: [UInt8]) -> Bool {
        mayHaveMetadata(name) || resources.contains { $0.stream.contains { $0.name == name } }
    }

    /// Whether records may have metadata with this name.
    func mayHaveMetadata(_ name: [UInt8]) -> Bool {
        guard name != LevelDetector.label, !catalogue.hasOverflow(of: .logRecord) else {
            return true
        }
        if name.suffix(Self.clashSuffix.count).elementsEqual(Self.clashSuffix) { return true }
        let number = names.firstIndex(of: name)
        let isOfRecords = zip(slotNames, slotTypes).contains { slotName, type in
            guard let slotName else { return false }
            return slotName == number
                || type == .composite && name.starts(with: names[slotName])
        }
        guard let number, !isOfRecords else { return isOfRecords }
        return fieldNames.all.contains(number)
            || resources.contains { $0.metadata.contains { $0.name == number } }
            || scopes.contains { $0.contains { $0.name == number } }
    }

    private static let clashSuffix = Array("_extracted".utf8)
}
