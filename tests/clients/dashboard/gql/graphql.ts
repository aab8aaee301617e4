/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Periods from one to another, both included: `2026-10`, `2026-Q3`, `2026-S2` or `2026`. Ten years at most. */
export type PeriodRange = {
  /** First period. */
  from: string;
  /** Last period. */
  to: string;
};

export type RatesQueryVariables = Exact<{
  periods: PeriodRange;
}>;


export type RatesQuery = { reportingRate: { provenance: { asOf: string, dataThrough: string | null, approvedShare: number | null, complete: boolean }, rows: Array<{ expected: number, submitted: number, province: { code: string, name: string } | null, rate: { value: number | null } }> } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
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
    `) as unknown as TypedDocumentString<RatesQuery, RatesQueryVariables>;