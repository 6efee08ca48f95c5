namespace PopPK.Language.Nonmem.Records;

/// <summary>Prints the records that are mostly options. Stateless.</summary>
internal static class RecordTexts
{
    /// <summary>Prints a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="line">Takes a line.</param>
    public static void Print(ControlRecord record, Action<string> line)
    {
        switch (record)
        {
            case SubroutinesRecord subroutines:
                line($"advan {Text(subroutines.Advan)}, trans {Text(subroutines.Trans)}, tol {Text(subroutines.Tolerance)}, atol {Text(subroutines.AbsoluteTolerance)}, ss {Text(subroutines.SteadyState)}");
                break;
            case ModelRecord model:
                PrintModel(model, line);
                break;
            case AbbreviatedRecord abbreviated:
                foreach (var replacement in abbreviated.Replacements)
                {
                    line($"replace {replacement.Left} by {(replacement.RightNumbers.IsEmpty ? replacement.Right : $"{replacement.RightName}({string.Join(',', replacement.RightNumbers)})")}");
                }

                PrintOptions(abbreviated.Declarations, line, "declare ");
                PrintOptions(abbreviated.Options, line);
                break;
            case EstimationRecord estimation:
                PrintEstimation(estimation.Settings, line);
                PrintOptions(estimation.Options, line);
                break;
            case CovarianceRecord covariance:
                line($"matrix {covariance.Matrix ?? "R^-1 S R^-1"}{(covariance.IsUnconditional ? ", unconditional" : "")}{(covariance.IsOmitted ? ", omitted" : "")}");
                PrintOptions(covariance.Options, line);
                break;
            case TableRecord table:
                PrintTable(table, line);
                break;
            case SimulationRecord simulation:
                line($"seeds {string.Join(' ', simulation.Seeds)}, {simulation.Subproblems} times{(simulation.IsOnlySimulation ? ", only" : "")}{(simulation.IsOmitted ? ", omitted" : "")}");
                PrintOptions(simulation.Options, line);
                break;
            case PriorRecord prior:
                line($"routine {prior.Routine ?? "-"}");
                PrintOptions(prior.Options, line);
                break;
            case LevelRecord level:
                foreach (var item in level.Levels)
                {
                    line($"{item.Item}: {string.Join(' ', item.Pairs.Select(p => $"{p.Eta}[{p.Nested}]"))}");
                }

                break;
            case OptionsRecord options:
                PrintOptions(options.Options, line);
                break;
        }
    }

    private static string Text(int? number) => number?.ToString() ?? "-";

    private static void PrintOptions(IEnumerable<RecordOption> options, Action<string> line, string lead = "")
    {
        foreach (var option in options)
        {
            line($"{lead}{option.Name}{(option.Value is { } value ? "=" + value : "")}");
        }
    }

    private static void PrintModel(ModelRecord model, Action<string> line)
    {
        foreach (var compartment in model.Compartments)
        {
            var attributes = new[]
            {
                compartment.IsDefaultDose ? "default-dose" : null,
                compartment.IsDefaultObservation ? "default-observation" : null,
                compartment.IsInitiallyOff ? "initially-off" : null,
                compartment.IsAlwaysOn ? "no-off" : null,
                compartment.RefusesDoses ? "no-dose" : null,
                compartment.IsEquilibrium ? "equilibrium" : null,
                compartment.IsExcluded ? "excluded" : null,
            };
            line(string.Join(' ', attributes.OfType<string>().Prepend(compartment.Name)));
        }

        if (model.Parameters is { } parameters)
        {
            line($"{parameters} parameters");
        }

        if (model.Equilibrium is { } equilibrium)
        {
            line($"{equilibrium} at equilibrium");
        }

        if (model.InitialSteadyState != 0)
        {
            line($"initial steady state {model.InitialSteadyState}");
        }
    }

    private static void PrintEstimation(EstimationSettings settings, Action<string> line)
    {
        var words = new[]
        {
            settings.Method.ToString(),
            settings.IsLaplacian ? "laplacian" : null,
            settings.HasInteraction ? "interaction" : null,
            settings.Observation == ObservationMeaning.Prediction ? null : settings.Observation.ToString(),
            settings.MaxEvaluations is { } most ? $"at most {most}" : null,
            settings.IsPostHoc ? "posthoc" : null,
            settings.IsExpectationOnly ? "expectation only" : null,
            settings.IsOmitted ? "omitted" : null,
        };
        line(string.Join(", ", words.OfType<string>()));
    }

    private static void PrintTable(TableRecord table, Action<string> line)
    {
        line($"file '{table.File}', {table.Rows} rows, {(table.Appends ? "" : "not ")}appended, {HeaderText(table)}{(table.IsForward ? ", forward" : "")}");
        foreach (var (lead, items) in new[] { ("", table.Items), ("by ", table.SortedBy), ("excluded by ", table.ExcludedBy) })
        {
            if (!items.IsEmpty)
            {
                line(lead + string.Join(' ', items.Select(i => i.Name + (i.Synonym is { } synonym ? "=" + synonym : ""))));
            }
        }

        foreach (var (name, format) in new[] { ("format", table.Format), ("lformat", table.LabelFormat), ("rformat", table.RowFormat), ("idformat", table.IdFormat) })
        {
            if (format is not null)
            {
                line($"{name} '{format}'");
            }
        }
    }

    private static string HeaderText(TableRecord table) => !table.HasHeader ? "no header"
        : (table.HasOneHeader ? "one header" : "header every 900 lines") + (table.HasTitle ? "" : " without title") + (table.HasLabels ? "" : " without labels");
}
