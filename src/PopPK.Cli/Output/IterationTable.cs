using PopPK.Cli.Pipeline;
using PopPK.Estimation;
using PopPK.Likelihood;

namespace PopPK.Cli.Output;

/// <summary>Shows iterations as they happen: objective, gradient and parameters, a line each, more where the parameters need them.</summary>
/// <param name="screen">Where to.</param>
/// <param name="width">Characters in a line.</param>
/// <param name="rename">Changes what the screen says is going on.</param>
internal sealed class IterationTable(IScreen screen, int width, Action<string> rename) : IRunObserver
{
    private const string Gap = " ";
    private const int CellWidth = 8;
    private readonly int _leadWidth = Lead("", "", "").Length;
    private readonly Lock _gate = new();
    private string? _stage;
    private ProgressLine? _progress;
    private bool _hasHeader;
    private string _step = "";
    private string _fit = "";
    private string[] _names = [];

    /// <inheritdoc/>
    public void Begin(ParameterLayout layout) => _names = [.. layout.Free.Select(i => ShortName(layout, layout.Parameters[i]))];

    /// <inheritdoc/>
    public void BeginFit(int number, int count) => _fit = number == 0 ? "stated initial estimates" : $"restart {number} of {count}";

    /// <inheritdoc/>
    public void BeginStep(int number, int count, MarginalApproximation method)
    {
        _hasHeader = false;
        _step = string.Join(", ", ((string[])[_fit, count == 1 ? "" : $"step {number} of {count}, {method.Name}"]).Where(t => t.Length > 0));
        rename(_step.Length == 0 ? "working" : _step);
    }

    /// <inheritdoc/>
    public void Iterated(EstimationIteration iteration)
    {
        if (!_hasHeader)
        {
            _hasHeader = true;
            screen.Heading(_step.Length == 0 ? "Iterations" : $"Iterations: {_step}", "largest gradient on the optimiser's scale; an eta stands for its variance");
            Show(Lead("iter", "objective", "gradient"), _names, Tone.Dim);
        }

        Show(
            Lead(iteration.Number.ToString(), DisplayNumber.Objective(iteration.Ofv), DisplayNumber.Significant(iteration.LargestGradient, 3)),
            iteration.FreeParameters.Select(p => DisplayNumber.Significant(p)),
            Tone.Normal);
        rename($"{(_step.Length == 0 ? "estimating" : _step)}, iteration {iteration.Number + 1}");
    }

    /// <inheritdoc/>
    public void Advance(string stage, long done, long all)
    {
        lock (_gate)
        {
            if (_stage != stage)
            {
                (_stage, _progress) = (stage, new ProgressLine(stage, rename));
            }

            _progress!.Report(done, all);
        }
    }

    // Omega's elements by the names of their effects: omega(eta_cl) would make every line twice as long.
    private static string ShortName(ParameterLayout layout, PopulationParameter parameter)
    {
        if (parameter.Kind == ParameterKind.Theta)
        {
            return parameter.Name;
        }

        var open = parameter.Name.IndexOf('(');
        return open < 0 ? parameter.Name : parameter.Name[(open + 1)..^1].Replace(", ", ",");
    }

    private static string Lead(string number, string objective, string gradient) => $"{number,4}{Gap}{objective,11}{Gap}{gradient,8}";

    private void Show(string lead, IEnumerable<string> cells, Tone tone)
    {
        var line = lead;
        foreach (var (cell, name) in cells.Zip(_names))
        {
            var padded = Gap + cell.PadLeft(Math.Max(CellWidth, name.Length));
            if (line.Length + padded.Length > width && line.Length > _leadWidth)
            {
                screen.Line(line, tone);
                line = new string(' ', _leadWidth);
            }

            line += padded;
        }

        screen.Line(line, tone);
    }
}
