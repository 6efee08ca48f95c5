using System.Collections.Immutable;
using PopPK.Likelihood;

namespace PopPK.Reporting.Exchange;

/// <summary>Writes the sections of the listing that hold vectors and matrices. One owner.</summary>
/// <param name="report">The run.</param>
/// <param name="method">The method's title.</param>
/// <param name="writer">Where to.</param>
internal sealed class ListingMatrices(RunReport report, string method, TextWriter writer)
{
    private const int PerLine = 12;
    private const string Hidden = " .........";

    private readonly ExchangeParameters _parameters = new(report);

    /// <summary>Writes the estimates, their standard errors, and the matrices of the covariance step.</summary>
    public void Write()
    {
        var estimates = _parameters.Ordered(report.Estimation.Estimates);
        var (correlations, errorsOfCorrelations) = _parameters.Correlations();
        Section("FINAL PARAMETER ESTIMATE", estimates, correlations, hidesFixed: false);
        if (report.Covariance is not { Succeeded: true } step)
        {
            return;
        }

        Section("STANDARD ERROR OF ESTIMATE", _parameters.Scattered(step.StandardErrors, double.NaN), errorsOfCorrelations, hidesFixed: true);
        Matrix("COVARIANCE MATRIX OF ESTIMATE", step.Covariance);
        Matrix("CORRELATION MATRIX OF ESTIMATE", MatrixFileWriter.Correlations(report));
        Matrix("INVERSE COVARIANCE MATRIX OF ESTIMATE", MatrixFileWriter.Inverse(report));
        if (!step.Eigenvalues.IsEmpty)
        {
            writer.Write(ListingWriter.Frame(method, "EIGENVALUES OF COR MATRIX OF ESTIMATE"));
            writer.Write("         " + string.Concat(step.Eigenvalues.Select((_, i) => $"{i + 1,-10}")).TrimEnd() + "\n \n        ");
            writer.Write(string.Concat(step.Eigenvalues.Select(v => FortranText.Exponential(v, 10, 2)))[1..] + "\n \n");
        }
    }

    private void Section(string title, double[] values, double[] correlations, bool hidesFixed)
    {
        writer.Write(ListingWriter.Frame(method, title));
        writer.Write(" THETA - VECTOR OF FIXED EFFECTS PARAMETERS   *********\n\n\n");
        var thetas = Enumerable.Range(0, _parameters.Count).Where(i => _parameters[i].Kind == ParameterKind.Theta).ToArray();
        for (var first = 0; first < thetas.Length; first += PerLine)
        {
            var line = thetas.Skip(first).Take(PerLine).ToArray();
            writer.Write("         " + string.Concat(line.Select(i => $"TH{_parameters[i].Index[0],2}      ")) + "\n \n       ");
            writer.Write(string.Concat(line.Select(i => Cell(values[i], hidesFixed && !_parameters.IsFree(i)))) + "\n \n");
        }

        Triangle(ParameterKind.Omega, "ETA", "OMEGA - COV MATRIX FOR RANDOM EFFECTS - ETAS  ********", values, hidesFixed);
        Triangle(ParameterKind.Sigma, "EPS", "SIGMA - COV MATRIX FOR RANDOM EFFECTS - EPSILONS  ****", values, hidesFixed);
        writer.Write("1\n");
        Triangle(ParameterKind.Omega, "ETA", "OMEGA - CORR MATRIX FOR RANDOM EFFECTS - ETAS  *******", correlations, hidesFixed);
        Triangle(ParameterKind.Sigma, "EPS", "SIGMA - CORR MATRIX FOR RANDOM EFFECTS - EPSILONS  ***", correlations, hidesFixed);
        writer.Write("1\n");
    }

    private void Triangle(ParameterKind kind, string name, string title, double[] values, bool hidesFixed)
    {
        var places = Enumerable.Range(0, _parameters.Count).Where(i => _parameters[i].Kind == kind).ToArray();
        if (places.Length == 0)
        {
            return;
        }

        var size = places.Max(i => _parameters[i].Index[0]);
        writer.Write($"\n\n {title}\n\n\n");
        Heads("         ", [.. Enumerable.Range(1, size).Select(i => name + i)]);
        foreach (var row in places.GroupBy(i => _parameters[i].Index[0]))
        {
            writer.Write($" {name}{row.Key}\n");
            Cells([.. row.Select(i => Cell(values[i], hidesFixed && !_parameters.IsFree(i)))]);
        }
    }

    private void Matrix(string title, ImmutableArray<double> matrix)
    {
        writer.Write(ListingWriter.Frame(method, title));
        // Here Omega stands before Sigma.
        int[] order = [.. Enumerable.Range(0, _parameters.Count).OrderBy(i => _parameters[i].Kind switch { ParameterKind.Theta => 0, ParameterKind.Omega => 1, _ => 2 })];
        Heads("            ", [.. order.Select(ShortName)]);
        for (var row = 0; row < order.Length; row++)
        {
            writer.Write($" {ShortName(order[row])}\n");
            Cells([.. order.Take(row + 1).Select(column =>
                Cell(_parameters.Element(matrix, order[row], column), !_parameters.IsFree(order[row]) || !_parameters.IsFree(column)))]);
        }

        writer.Write("1\n");
    }

    private string ShortName(int place)
    {
        var parameter = _parameters[place];
        return parameter.Kind == ParameterKind.Theta
            ? $"TH{parameter.Index[0],2}"
            : $"{(parameter.Kind == ParameterKind.Omega ? "OM" : "SG")}{parameter.Index[1]:00}{parameter.Index[0]:00}";
    }

    private void Heads(string lead, string[] names)
    {
        for (var first = 0; first < names.Length; first += PerLine)
        {
            writer.Write(lead + string.Concat(names.Skip(first).Take(PerLine).Select(n => n.PadRight(10))) + "\n");
        }

        writer.Write(" \n");
    }

    private void Cells(string[] cells)
    {
        for (var first = 0; first < cells.Length; first += PerLine)
        {
            writer.Write((first == 0 ? "+      " : "       ") + string.Concat(cells.Skip(first).Take(PerLine)) + "\n");
        }

        writer.Write(" \n");
    }

    private static string Cell(double value, bool isHidden) => isHidden ? Hidden : FortranText.Exponential(value, 10, 2);
}
