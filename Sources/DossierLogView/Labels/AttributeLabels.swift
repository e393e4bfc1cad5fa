import DossierColumns

/// The labels that an attribute makes: one, or of a map one for each member, whose name is behind that of
/// the map and an underscore, however deep maps are in maps.
struct AttributeLabels {
    /// Members with longer names make no labels.
    static let nameByteCountLimit = 64 << 10
    /// How many bytes the names may have that one attribute makes; further members make no labels.
    ///
    /// The names of maps in maps are longer together than the attribute by far.
    static let nameByteCountLimitOfAll = 1 << 20

    /// Calls `body` with the name and value of each label; no name is empty.
    ///
    /// Takes time linear in the value and its keys, and in the names.
    static func forEach(
        of key: ArraySlice<UInt8>,
        _ value: ArraySlice<UInt8>,
        _ body: (_ name: [UInt8], _ value: ArraySlice<UInt8>) -> Void
    ) {
        var reader = CompositeReader(value)
        var open: [(left: Int, nameCount: Int)] = []
        var name = OTLPLabelName.name(of: key)
        var byteCount = 0
        while true {
            if let last = open.last {
                guard last.left > 0 else {
                    open.removeLast()
                    if open.isEmpty { return }
                    continue
                }
                open[open.count - 1].left -= 1
                name.removeLast(name.count - last.nameCount)
                guard let key = reader.key() else { return }
                if !name.isEmpty { OTLPLabelName.append(CollectionOfOne(0x5f), to: &name) }
                OTLPLabelName.append(value[key].prefix(nameByteCountLimit + 1), to: &name)
                byteCount += name.count
                guard byteCount <= nameByteCountLimitOfAll else { return }
            }
            var list = reader
            if name.count <= nameByteCountLimit, case .list(let count) = list.next() {
                reader = list
                open.append((count, name.count))
            } else {
                guard let leaf = reader.skipValue() else { return }
                if 1...nameByteCountLimit ~= name.count { body(name, value[leaf]) }
                if open.isEmpty { return }
            }
        }
    }
}
