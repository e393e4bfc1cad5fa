/// Booleans as Go's `strconv.ParseBool` reads them.
enum GoBooleanParameter {
    /// Nil for anything else.
    static func value(_ text: String) -> Bool? {
        switch text {
        case "1", "t", "T", "true", "TRUE", "True": true
        case "0", "f", "F", "false", "FALSE", "False": false
        default: nil
        }
    }
}
