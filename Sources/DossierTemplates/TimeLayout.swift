import DossierPrimitives
import DossierPromQLSyntax

/// How a time is written: Go's layouts, which write the time 2006-01-02 15:04:05 -0700.
struct TimeLayout {
    enum Part: Hashable {
        case text(String)
        case longMonth, shortMonth, month, twoDigitMonth
        case longWeekday, shortWeekday
        case day, spacedDay, twoDigitDay, dayOfYear, spacedDayOfYear
        case hour, hour12, twoDigitHour12
        case minute, twoDigitMinute, second, twoDigitSecond
        case year, twoDigitYear
        case upperHalf, lowerHalf
        case zoneName
        /// `Z07:00`, `-0700` and the like.
        case zone(utcAsZ: Bool, colons: Bool, minutes: Bool, seconds: Bool)
        /// Digits behind a point or comma; whether zeros at the end go.
        case fraction(separator: UInt8, digits: Int, trims: Bool)
    }

    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ]
    static let weekdays = [
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    ]

    /// Longer ones before those that they begin with.
    private static let words: [(text: String, part: Part)] = [
        ("January", .longMonth), ("Jan", .shortMonth), ("Monday", .longWeekday),
        ("Mon", .shortWeekday), ("MST", .zoneName), ("2006", .year), ("__2", .spacedDayOfYear),
        ("_2", .spacedDay), ("002", .dayOfYear), ("01", .twoDigitMonth), ("02", .twoDigitDay),
        ("03", .twoDigitHour12), ("04", .twoDigitMinute), ("05", .twoDigitSecond),
        ("06", .twoDigitYear), ("15", .hour), ("1", .month), ("2", .day), ("3", .hour12),
        ("4", .minute), ("5", .second), ("PM", .upperHalf), ("pm", .lowerHalf),
        ("Z070000", .zone(utcAsZ: true, colons: false, minutes: true, seconds: true)),
        ("Z07:00:00", .zone(utcAsZ: true, colons: true, minutes: true, seconds: true)),
        ("Z0700", .zone(utcAsZ: true, colons: false, minutes: true, seconds: false)),
        ("Z07:00", .zone(utcAsZ: true, colons: true, minutes: true, seconds: false)),
        ("Z07", .zone(utcAsZ: true, colons: false, minutes: false, seconds: false)),
        ("-070000", .zone(utcAsZ: false, colons: false, minutes: true, seconds: true)),
        ("-07:00:00", .zone(utcAsZ: false, colons: true, minutes: true, seconds: true)),
        ("-0700", .zone(utcAsZ: false, colons: false, minutes: true, seconds: false)),
        ("-07:00", .zone(utcAsZ: false, colons: true, minutes: true, seconds: false)),
        ("-07", .zone(utcAsZ: false, colons: false, minutes: false, seconds: false)),
    ]

    let parts: [Part]

    init(_ layout: String) {
        let bytes = Array(layout.utf8)
        var parts: [Part] = []
        var text: [UInt8] = []
        var position = 0
        while position < bytes.count {
            guard let (part, length) = Self.part(of: bytes, at: position) else {
                text.append(bytes[position])
                position += 1
                continue
            }
            if !text.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self))) }
            text = []
            parts.append(part)
            position += length
        }
        if !text.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self))) }
        self.parts = parts
    }

    private static func part(of bytes: [UInt8], at position: Int) -> (Part, Int)? {
        let rest = bytes[position...]
        if rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: ","),
            let digit = rest.dropFirst().first,
            digit == UInt8(ascii: "0") || digit == UInt8(ascii: "9")
        {
            let digits = rest.dropFirst().prefix { $0 == digit }
            let next = rest.dropFirst(1 + digits.count).first
            guard next?.isASCIIDigit != true else { return nil }
            let part = Part.fraction(
                separator: bytes[position],
                digits: digits.count,
                trims: digit == UInt8(ascii: "9")
            )
            return (part, 1 + digits.count)
        }
        guard let (text, part) = words.first(where: { rest.starts(with: $0.text.utf8) }) else {
            return nil
        }
        // "January" is a month, "Januaries" begins with a short one only if no letter follows.
        if part == .shortMonth || part == .shortWeekday,
            let next = rest.dropFirst(text.utf8.count).first,
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= next
        {
            return nil
        }
        // A year within a longer underscore is one: "_2006" is an underscore and the year.
        if part == .spacedDay, rest.dropFirst().starts(with: "2006".utf8) { return nil }
        return (part, text.utf8.count)
    }

    func format(_ time: TemplateTime) -> String {
        let local = time.local
        return parts.map { Self.text(of: $0, time, local) }.joined()
    }

    private static func text(of part: Part, _ time: TemplateTime, _ local: CivilTime) -> String {
        let date = local.date
        switch part {
        case .text(let text): return text
        case .longMonth: return months[date.month - 1]
        case .shortMonth: return String(months[date.month - 1].prefix(3))
        case .month: return "\(date.month)"
        case .twoDigitMonth: return padded(date.month, 2)
        case .longWeekday: return weekdays[date.dayOfWeek]
        case .shortWeekday: return String(weekdays[date.dayOfWeek].prefix(3))
        case .day: return "\(date.day)"
        case .spacedDay: return padded(date.day, 2, " ")
        case .twoDigitDay: return padded(date.day, 2)
        case .dayOfYear: return padded(date.dayOfYear, 3)
        case .spacedDayOfYear: return padded(date.dayOfYear, 3, " ")
        case .hour: return padded(local.hour, 2)
        case .hour12: return "\((local.hour + 11) % 12 + 1)"
        case .twoDigitHour12: return padded((local.hour + 11) % 12 + 1, 2)
        case .minute: return "\(local.minute)"
        case .twoDigitMinute: return padded(local.minute, 2)
        case .second: return "\(local.second)"
        case .twoDigitSecond: return padded(local.second, 2)
        case .year: return padded(date.year, 4)
        case .twoDigitYear: return padded((date.year % 100 + 100) % 100, 2)
        case .upperHalf: return local.hour < 12 ? "AM" : "PM"
        case .lowerHalf: return local.hour < 12 ? "am" : "pm"
        case .zoneName:
            return time.offset == 0
                ? "UTC"
                : text(
                    of: .zone(
                        utcAsZ: false,
                        colons: false,
                        minutes: time.offset % 3600 != 0,
                        seconds: false
                    ),
                    time,
                    local
                )
        case .zone(let utcAsZ, let colons, let minutes, let seconds):
            if utcAsZ, time.offset == 0 { return "Z" }
            let magnitude = Int(time.offset.magnitude)
            var fields = [padded(magnitude / 3600, 2)]
            if minutes { fields.append(padded(magnitude / 60 % 60, 2)) }
            if seconds { fields.append(padded(magnitude % 60, 2)) }
            return (time.offset < 0 ? "-" : "+") + fields.joined(separator: colons ? ":" : "")
        case .fraction(let separator, let digits, let trims):
            let all = local.fraction + String(repeating: "0", count: max(0, digits - 9))
            var shown = all.prefix(digits)
            while trims, shown.last == "0" { shown.removeLast() }
            return shown.isEmpty ? "" : String(Unicode.Scalar(separator)) + shown
        }
    }

    private static func padded(_ number: Int, _ width: Int, _ fill: Character = "0") -> String {
        let digits = String(number.magnitude)
        let padding = String(repeating: fill, count: max(0, width - digits.utf8.count))
        return (number < 0 ? "-" : "") + padding + digits
    }
}
