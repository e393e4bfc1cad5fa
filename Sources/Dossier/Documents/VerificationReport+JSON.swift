internal import DossierPrimitives

extension VerificationReport {
    /// The document that `schema/verification-report.schema.json` describes.
    public func json() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.array("damage", damage) { json, damage in
                json.object { $0.string("description", damage.description) }
            }
            json.integer("blocks", blockCount)
        }
        return json.takeBytes(endingLine: true)
    }
}
