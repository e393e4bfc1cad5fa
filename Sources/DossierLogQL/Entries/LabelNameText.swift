import DossierPromQLSyntax
import DossierRegularExpressions

/// Makes names of labels of what lines call their values.
enum LabelNameText {
    /// Appends a name without the space around it, with an underscore for each character that
    /// names of labels don't have; one more in front of a digit that would be first.
    ///
    /// Nothing is appended of what is only space.
    static func append(_ name: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        var (start, end) = (0, name.count)
        while start < end, name[start].isASCIISpace { start += 1 }
        while end > start, name[end - 1].isASCIISpace { end -= 1 }
        guard start < end else { return }
        if output.isEmpty, name[start].isASCIIDigit { output.append(UInt8(ascii: "_")) }
        for position in start..<end {
            let byte = name[position]
            if byte.isASCIIWord {
                output.append(byte)
            } else if byte & 0xc0 != 0x80 {
                // A character of several bytes is one: its first byte stands for it.
                output.append(UInt8(ascii: "_"))
            }
        }
    }
}
