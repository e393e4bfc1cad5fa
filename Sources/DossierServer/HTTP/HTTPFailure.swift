/// Why a request can't be answered; each API puts it into the words and the shape of its own.
package struct HTTPFailure: Error, Sendable {
    /// The status code of the response.
    package let status: Int
    /// For the user of the client.
    package let message: String
    /// The parameter that is at fault, if one is.
    package let parameter: String?
    /// Further header fields, such as `Allow` and `Retry-After`.
    package var headers: [(name: String, value: String)] = []

    package init(_ status: Int, _ message: String, parameter: String? = nil) {
        self.status = status
        self.message = message
        self.parameter = parameter
    }

    /// The message as a field `Warning`, for answers that lack something; RFC 7234 section 5.5.
    var warning: String {
        let text = message.unicodeScalars.map { scalar in
            let isQuoted = scalar == "\"" || scalar == "\\"
            guard scalar.isASCII, scalar.value >= 0x20, scalar.value != 0x7F else { return "?" }
            return isQuoted ? "\\\(scalar)" : String(scalar)
        }
        return "199 dossier \"\(text.joined())\""
    }
}
