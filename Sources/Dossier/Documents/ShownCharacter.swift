/// A character as a terminal may get it: itself, or the name of what it does.
struct ShownCharacter {
    let text: String
    let columns: Int

    init(_ character: Character) {
        let scalars = character.unicodeScalars
        guard scalars.contains(where: Self.isUnsafe) else {
            text = String(character)
            columns = Self.columns(of: scalars)
            return
        }
        var text = ""
        var columns = 0
        for scalar in scalars {
            if Self.isUnsafe(scalar) {
                let name = Self.name(of: scalar)
                text += name
                columns += name.utf8.count
            } else {
                text.unicodeScalars.append(scalar)
                columns += Self.columns(of: CollectionOfOne(scalar))
            }
        }
        self.text = text
        self.columns = columns
    }

    /// Whether a scalar does something other than being seen where it stands.
    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA1...0xAC, 0xAE...0x2FF, frameSigns: return false
        // Joiners make one sign of several in emoji and in Arabic and Indic scripts.
        case 0x200C, 0x200D: return false
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: return true
        default: return false
        }
    }

    /// Lines and blocks, of which trees and bars are made.
    private static let frameSigns: ClosedRange<UInt32> = 0x2500...0x259F

    private static func name(of scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case "\0": "\\0"
        default: "\\u{" + hexadecimal(scalar.value, digits: 2) + "}"
        }
    }

    private static func columns(of scalars: some Collection<Unicode.Scalar>) -> Int {
        guard let first = scalars.first else { return 0 }
        if scalars.count == 1, first.value < 0x300 || frameSigns ~= first.value { return 1 }
        if isWide(first) { return 2 }
        // A variation selector asks for the sign as an emoji.
        if scalars.contains("\u{FE0F}") { return 2 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: return first.value == 0x200C || first.value == 0x200D ? 0 : 1
        }
    }

    /// Whether a scalar takes two columns: East Asian wide and fullwidth signs, and emoji.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x1100: false
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F: true
        case 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F: true
        case 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD: true
        default: scalar.properties.isEmojiPresentation
        }
    }
}

/// A number in upper-case hexadecimal digits, with zeros in front if it has fewer.
func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
}
