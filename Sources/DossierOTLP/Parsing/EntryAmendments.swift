internal import DossierColumns

/// What became known of a resource and a scope after rows had been stored with them: the earlier
/// run met the end of the input, or a full batch, inside their entries.
struct EntryAmendments {
    private var resource: SharedAmendment?
    private var scope: SharedAmendment?

    /// Notes what an entry turned out to have, if it differs from what is stored.
    mutating func note(
        _ kind: SharedAmendment.Kind,
        from storedFields: SharedFields,
        to fields: SharedFields,
        schemaURL: [UInt8],
        _ mark: CutMark
    ) {
        let stored = storedFields.finish(schemaURL: [], cut: mark)
        let content = fields.finish(schemaURL: schemaURL, cut: mark)
        let amendment =
            stored == content
            ? nil : SharedAmendment(kind: kind, stored: stored, content: content)
        switch kind {
        case .resource: resource = amendment
        case .scope: scope = amendment
        }
    }

    /// Moves the amendments to a batch.
    mutating func move(to batch: inout BatchBuilder) {
        if let resource { batch.content.amendments.append(resource) }
        if let scope { batch.content.amendments.append(scope) }
        resource = nil
        scope = nil
    }
}
