package import Dossier

/// One of the files that a server answers from.
package struct ServedStore: Sendable {
    /// What stands for the file in URLs.
    package let name: String
    /// The file.
    package let file: DossierFile
    /// Takes requests of exporters; nil if the store is only read.
    package let ingestion: LiveIngestion?

    package init(name: String, file: DossierFile, ingestion: LiveIngestion? = nil) {
        self.name = name
        self.file = file
        self.ingestion = ingestion
    }
}

/// The stores that a request asks about: all of a server, or one that its path names.
package struct StoreSelection: Sendable {
    /// In the order in which they were given.
    package let stores: [ServedStore]

    package init(_ stores: [ServedStore]) {
        self.stores = stores
    }

    /// Their files.
    package var files: [DossierFile] { stores.map(\.file) }

    /// Has the rows of all requests stored that were received before, as far as they can be now.
    func settle() async {
        for store in stores { try? await store.ingestion?.settle() }
    }
}
