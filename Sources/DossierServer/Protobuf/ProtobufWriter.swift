internal import DossierPrimitives

/// Writes protobuf messages field by field.
///
/// As in proto3, fields of zero and empty texts are left out; a message inside another one is written
/// even if it is empty.
package struct ProtobufWriter: Sendable {
    /// What was written.
    package private(set) var bytes: [UInt8] = []

    private enum WireType: UInt64 {
        case varint = 0
        case fixed64 = 1
        case lengthDelimited = 2
        case fixed32 = 5
    }

    package init() {}

    /// A field of type `uint32`, `uint64`, `bool` or an enumeration.
    package mutating func varint(_ field: Int, _ value: UInt64) {
        guard value != 0 else { return }
        tag(field, .varint)
        bytes.appendVarint(value)
    }

    /// A field of type `int32` or `int64`.
    package mutating func signed(_ field: Int, _ value: Int64) {
        varint(field, UInt64(bitPattern: value))
    }

    /// A field of type `fixed64`.
    package mutating func fixed64(_ field: Int, _ value: UInt64) {
        guard value != 0 else { return }
        tag(field, .fixed64)
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// A field of type `fixed32`.
    package mutating func fixed32(_ field: Int, _ value: UInt32) {
        guard value != 0 else { return }
        tag(field, .fixed32)
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// A field of type `double`.
    package mutating func double(_ field: Int, _ value: Double) {
        fixed64(field, value.bitPattern)
    }

    /// A field of type `string`.
    package mutating func string(_ field: Int, _ value: String) {
        self.bytes(field, value.utf8)
    }

    /// A field of type `bytes`.
    package mutating func bytes(_ field: Int, _ value: some Collection<UInt8>) {
        guard !value.isEmpty else { return }
        element(field, value)
    }

    /// An element of a repeated field of type `string` or `bytes`, or a message that is encoded
    /// already.
    package mutating func element(_ field: Int, _ value: some Collection<UInt8>) {
        tag(field, .lengthDelimited)
        bytes.appendVarint(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// A message as a field.
    package mutating func message(_ field: Int, _ write: (inout ProtobufWriter) throws -> Void)
        rethrows
    {
        var inner = ProtobufWriter()
        try write(&inner)
        element(field, inner.bytes)
    }

    private mutating func tag(_ field: Int, _ type: WireType) {
        bytes.appendVarint(UInt64(field) << 3 | type.rawValue)
    }
}
