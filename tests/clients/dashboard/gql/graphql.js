export class TypedDocumentString extends String {
    __apiType;
    value;
    __meta__;
    constructor(value, __meta__) {
        super(value);
        this.value = value;
        this.__meta__ = __meta__;
    }
    toString() {
        return this.value;
    }
}
export const RatesDocument = new TypedDocumentString(`
    query Rates($periods: PeriodRange!) {
  reportingRate(
    template: "LAP_BULANAN"
    periods: $periods
    groupBy: [PROVINCE]
    scope: PUBLIC
  ) {
    provenance {
      asOf
      dataThrough
      approvedShare
      complete
    }
    rows {
      province {
        code
        name
      }
      expected
      submitted
      rate {
        value
      }
    }
  }
}
    `);
