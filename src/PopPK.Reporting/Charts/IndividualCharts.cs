namespace PopPK.Reporting.Charts;

/// <summary>Observations and predictions over time, a small chart per subject, some subjects a page. Stateless.</summary>
internal static class IndividualCharts
{
    /// <summary>Adds the chart of an endpoint.</summary>
    /// <param name="set">Receives it.</param>
    /// <param name="records">The endpoint.</param>
    public static void Add(ChartSet set, EndpointRecords records)
    {
        var table = records.FitTable(set);
        var spec = $$"""
            {"params":[{"name":"page","value":1}],
             "usermeta":{"log":["y"],"fields":["DV","LIPRED","LPRED"],"counted":["DV"],"data":{{Vega.Text(table)}}},
             "data":{"name":{{Vega.Text(table)}}},
             "transform":[{"filter":"datum.PAGE === page"},{"calculate":"'ID ' + datum.ID","as":"LABEL"}],
             "facet":{"field":"LABEL","type":"nominal","sort":{"field":"ORDER","op":"min"},"header":{"title":null,"labelAnchor":"start"} },
             "columns":4,"align":"all","bounds":"flush","spacing":{"row":66,"column":62},
             "resolve":{"scale":{"x":"independent","y":"independent"} },
             "spec":{"width":200,"height":145,
              "encoding":{"x":{"field":"TIME","type":"quantitative","title":{{Vega.Text(Vega.Titled("Time", records.TimeUnit))}},"scale":{"zero":false},"axis":{"tickCount":5} },
                          "y":{"type":"quantitative","title":{{Vega.Text(Vega.Titled(records.Name, records.Unit))}},"scale":{"zero":false},"axis":{"tickCount":4} },
                          "color":{"type":"nominal","title":null,"scale":{"domain":["observed","individual prediction","population prediction"],"range":[{"expr":"dot"},{"expr":"accent"},{"expr":"third"}]} } },
              "layer":[
               {{(records.HasPredictions ? Line("LPRED", "population prediction", "[4,3]") + ",\n" + Line("LIPRED", "individual prediction", "[1,0]") + "," : "")}}
               {"transform":[{"filter":"datum.STATUS !== ''"}],
                "mark":{"type":"point","filled":true,"size":34,"opacity":1,"cursor":"pointer"},
                "encoding":{"y":{"field":"DV"},"color":{"datum":"observed"},
                            "stroke":{"condition":{"test":"picked !== null && datum.ID === picked","value":{"expr":"ink"} },"value":"transparent"},
                            "tooltip":{{records.Tooltip}}{{FitCharts.Shape(records)}}} }]} }
            """;
        set.Add(new Chart(set.Name("individuals" + records.Suffix), ChartSection.Individuals, $"{records.Heading}observations and predictions by subject", spec, [table])
        {
            Caption = records.HasCurves ? "Lines: the model's predictions, between records too." : "Predictions are joined by straight lines between the records of the data, where there is no curve.",
            IsWide = true,
            Pages = records.PageCount,
            HasLogarithm = true,
        });
    }

    private static string Line(string field, string name, string dash) =>
        $$"""{"transform":[{"filter":"isValid(datum.{{field}})"}],"mark":{"type":"line","strokeWidth":1.6,"strokeDash":{{dash}}},"encoding":{"y":{"field":"{{field}}"},"color":{"datum":"{{name}}"} } }""";
}
