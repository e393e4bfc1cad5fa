import DossierBlocks
import DossierColumns
import Testing

@Suite struct ColumnIDTests {
    @Test func numbersFieldsBelowSlots() {
        for field in Field.allCases {
            let column = ColumnID.field(field)
            #expect(column.rawValue < 64)
            #expect(ColumnID(rawValue: column.rawValue) == column)
        }
        #expect(ColumnID.slot(0).rawValue == 64)
        #expect(ColumnID(rawValue: 70) == .slot(6))
    }

    @Test func hasNoColumnForOtherNumbers() {
        #expect(ColumnID(rawValue: 0) == nil)
        #expect(ColumnID(rawValue: 63) == nil)
    }
}
