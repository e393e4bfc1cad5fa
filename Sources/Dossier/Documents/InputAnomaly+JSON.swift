internal import DossierPrimitives

extension InputAnomaly {
    /// The members of `$defs/anomaly` in the schemas.
    func write(to json: inout JSONWriter) {
        json.string("kind", kind.rawValue)
        json.string("name", name)
        json.integer("count", count)
        json.integer("byte_offset", byteOffset)
        json.string("description", description)
    }
}
