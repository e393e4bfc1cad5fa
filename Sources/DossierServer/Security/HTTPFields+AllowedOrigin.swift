extension HTTPFields {
    /// Lets pages of an origin read a response, as the Fetch Standard section 3.3.3 has it.
    mutating func allowReading(from origin: String?) {
        guard let origin else { return }
        add("Access-Control-Allow-Origin", origin)
        add("Access-Control-Expose-Headers", "Link, Retry-After, Warning, X-Total-Count")
        add("Vary", "Origin")
    }
}
