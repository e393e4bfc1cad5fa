/// JSON text under construction.
///
/// Commas, escapes and numbers are its business, the structure is the caller's. Values are written
/// in order; in an object each comes after its ``key(_:)``. What has a key as its first argument
/// writes a whole member.
@frozen
public struct JSONWriter: Sendable {
    /// Which characters of strings are escaped.
    @frozen
    public enum Escapes: Sendable {
        /// Those that JSON requires.
        case required
        /// All control characters, as the text may reach a terminal.
        case controlCharacters
    }

    /// Extensions may append to them, between ``beginValue()`` and the next value.
    public var bytes: [UInt8] = []
    @usableFromInline let escapes: Escapes
    /// Whether a comma has to come before the next member or element.
    @usableFromInline var needsComma: Bool

    /// - Parameters:
    ///   - escapes: Which characters of strings are escaped.
    ///   - needsComma: Whether the text goes on behind an element that was written elsewhere.
    @inlinable
    public init(escaping escapes: Escapes = .controlCharacters, needsComma: Bool = false) {
        self.escapes = escapes
        self.needsComma = needsComma
    }

    @inlinable
    public mutating func beginObject() { open(UInt8(ascii: "{")) }

    @inlinable
    public mutating func endObject() { close(UInt8(ascii: "}")) }

    @inlinable
    public mutating func beginArray() { open(UInt8(ascii: "[")) }

    @inlinable
    public mutating func endArray() { close(UInt8(ascii: "]")) }

    /// The key of the next value; it needs no escapes.
    @inlinable
    public mutating func key(_ key: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        key.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// A key that is not known when the program is written.
    @inlinable
    public mutating func dynamicKey(_ key: some Collection<UInt8>) {
        string(key)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    public mutating func dynamicKey(_ key: String) {
        string(key)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    @inlinable
    public mutating func null() { literal("null") }

    @inlinable
    public mutating func bool(_ value: Bool) { literal(value ? "true" : "false") }

    @inlinable
    public mutating func integer(_ value: some BinaryInteger) {
        beginValue()
        bytes.appendDecimal(value)
    }

    /// An integer in quotes, as JSON's readers may take numbers for doubles.
    @inlinable
    public mutating func quotedInteger(_ value: some BinaryInteger) {
        beginString()
        bytes.appendDecimal(value)
        endString()
    }

    /// The shortest decimal that reads back as the same number; null for NaN and infinity, which
    /// JSON lacks.
    public mutating func double(_ value: Double) {
        guard value.isFinite else { return null() }
        beginValue()
        bytes.append(contentsOf: value.description.utf8)
    }

    public mutating func string(_ value: String) {
        var value = value
        value.withUTF8 { string($0) }
    }

    /// A string of UTF-8, in which surrogates may stand alone; other bytes pass as they are.
    @inlinable
    public mutating func string(_ value: some Collection<UInt8>) {
        beginString()
        let isWritten: Void? = value.withContiguousStorageIfAvailable { appendEscaped($0) }
        if isWritten == nil { Array(value).withUnsafeBufferPointer { appendEscaped($0) } }
        endString()
    }

    /// Begins a string whose characters the caller appends to the bytes.
    @inlinable
    public mutating func beginString() {
        beginValue()
        bytes.append(UInt8(ascii: "\""))
    }

    @inlinable
    public mutating func endString() { bytes.append(UInt8(ascii: "\"")) }

    /// Words as lower-case hexadecimal digits, sixteen of each, in quotes.
    @inlinable
    public mutating func hex(_ word: UInt64) {
        beginString()
        bytes.appendHex(word)
        endString()
    }

    @inlinable
    public mutating func hex(_ high: UInt64, _ low: UInt64) {
        beginString()
        bytes.appendHex(high)
        bytes.appendHex(low)
        endString()
    }

    /// A value that is JSON already.
    @inlinable
    public mutating func json(_ value: some Collection<UInt8>) {
        beginValue()
        bytes.append(contentsOf: value)
    }

    /// Ends a line between values.
    @inlinable
    public mutating func newline() {
        bytes.append(UInt8(ascii: "\n"))
        needsComma = false
    }

    /// Prepares for a value that the caller appends to the bytes.
    @inlinable
    @inline(__always)
    public mutating func beginValue() {
        separate()
        needsComma = true
    }

    /// Forgets the text and keeps the memory; `needsComma` as for a new one.
    @inlinable
    public mutating func removeAll(needsComma: Bool = false) {
        bytes.removeAll(keepingCapacity: true)
        self.needsComma = needsComma
    }

    /// Hands over what was written so far, after ending its line if asked to.
    public mutating func takeBytes(endingLine: Bool = false) -> [UInt8] {
        if endingLine { bytes.append(UInt8(ascii: "\n")) }
        defer { bytes = [] }
        return bytes
    }

    @inlinable
    @inline(__always)
    mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    @inlinable
    mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    @inlinable
    mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    @inlinable
    mutating func literal(_ text: StaticString) {
        beginValue()
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }
}
