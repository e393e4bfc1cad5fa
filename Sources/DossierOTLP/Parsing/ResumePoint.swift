/// Where to continue an input that was partly read before.
package struct ResumePoint: Sendable {
    /// The start of the first value that is not completely stored, in decoded bytes.
    package var byteOffset: UInt64
    /// How many elements of that value are stored.
    package var elementCount: UInt64

    package init(byteOffset: UInt64, elementCount: UInt64) {
        self.byteOffset = byteOffset
        self.elementCount = elementCount
    }

    package static let start = ResumePoint(byteOffset: 0, elementCount: 0)
}
