import DossierColumns

/// Looks a key up in a key-value list in the composite encoding.
///
/// O(bytes).
///
/// Gives the bytes of its value, the last one if the key is repeated; nil if there is none, or the
/// bytes are damaged.
func compositeMember(_ key: String, of list: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var reader = CompositeReader(list)
    guard case .list(let count) = reader.next() else { return nil }
    var found: Range<Int>?
    for _ in 0..<count {
        guard let name = reader.key(), let value = reader.skipValue() else { return nil }
        if list[name].elementsEqual(key.utf8) { found = value }
    }
    return found.map { list[$0] }
}

/// The text of a value that is a string; nil for any other.
func compositeText(_ value: ArraySlice<UInt8>?) -> [UInt8]? {
    guard let value else { return nil }
    var reader = CompositeReader(value)
    guard case .string(let range) = reader.next() else { return nil }
    return Array(value[range])
}

/// The number of a value that is an integer; nil for any other.
func compositeInt(_ value: ArraySlice<UInt8>?) -> Int64? {
    guard let value else { return nil }
    var reader = CompositeReader(value)
    guard case .int(let int) = reader.next() else { return nil }
    return int
}

/// An attribute of a resource that is a string: `service.name` and the like.
func resourceAttribute(_ key: String, of content: ArraySlice<UInt8>) -> [UInt8]? {
    guard let attributes = compositeMember("attributes", of: content) else { return nil }
    return compositeText(compositeMember(key, of: attributes))
}
