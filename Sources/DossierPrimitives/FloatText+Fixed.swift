#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension FloatText {
    /// C's `printf` of one number by a verb, `e`, `f` or `g`.
    public static func formatted(_ value: Double, digits: Int, verb: Character) -> String {
        if let special = special(value) { return special }
        let format = "%.\(max(0, min(digits, 400)))\(verb)"
        var buffer = [CChar](repeating: 0, count: 1024)
        let length = withVaList([value]) { vsnprintf(&buffer, buffer.count, format, $0) }
        let count = max(0, min(Int(length), buffer.count - 1))
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
