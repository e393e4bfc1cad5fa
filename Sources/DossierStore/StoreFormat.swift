/// What marks a file as a store, in the header of the database.
enum StoreFormat {
    /// "DSSR".
    static let applicationID: UInt32 = 0x4453_5352
    /// The version of the format, `user_version`.
    static let version = 1
}
