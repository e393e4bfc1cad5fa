/// Calls `body` with the key and value of each member of a composite list.
package func forEachMember(
    of bytes: ArraySlice<UInt8>,
    _ body: (_ key: String, _ value: ArraySlice<UInt8>) -> Void
) {
    var reader = CompositeReader(bytes)
    guard case .list(let count) = reader.next() else { return }
    for _ in 0..<count {
        guard let key = reader.key(), let value = reader.skipValue() else { return }
        body(String(decoding: bytes[key], as: UTF8.self), bytes[value])
    }
}
