package import Dossier

/// One of the files that a server answers from.
package struct ServedStore: Sendable {
    /// What stands for the file in URLs.
    package let name: String
    /// The file.
    package let file: DossierFile

    package init(name: String, file: DossierFile) {
        self.name = name
        self.file = file
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
}
