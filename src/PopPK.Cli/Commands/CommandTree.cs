using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using PopPK.Cli.Output;
using PopPK.Cli.Pipeline;
using PopPK.Reporting;
using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>The program's commands and options, and what carries them out. One owner; runs once.</summary>
internal sealed class CommandTree
{
    private readonly IServiceProvider _services;
    private readonly CliEnvironment _environment;
    private readonly CommandLineText _text;

    /// <summary>Prepares the commands; what carries them out is made when it is needed.</summary>
    /// <param name="services">Makes handlers.</param>
    public CommandTree(IServiceProvider services)
    {
        _services = services;
        _environment = services.GetRequiredService<CliEnvironment>();
        _text = services.GetRequiredService<CommandLineText>();
    }

    /// <summary>Parses the command line and carries it out.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int Run()
    {
        var root = Build();
        var configuration = new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null };
        var parsed = root.Parse(_text.Arguments, configuration);
        var invocation = new InvocationConfiguration { Output = _environment.Out, Error = _environment.Error, EnableDefaultExceptionHandler = false };
        if (_text.Arguments.Count == 0)
        {
            root.Parse(["--help"], configuration).Invoke(invocation);
            return ExitCode.WrongInput;
        }

        var problems = new DiagnosticBag();
        CommandLineProblems.Find(parsed, _text, problems);
        return problems.HasErrors ? Refuse(problems) : parsed.Invoke(invocation);
    }

    private RootCommand Build()
    {
        var root = new RootCommand("Population pharmacokinetics by nonlinear mixed-effects modelling.");
        root.Options.OfType<VersionOption>().Single().Action = new PrintVersionAction(_environment.Out);
        root.Add(new Option<bool>("--verbose") { Recursive = true, Description = "say more when the program itself fails" });
        root.Add(BuildRun("fit", "Estimate a model's parameters.", RunKind.Fit));
        root.Add(BuildRun(
            "evaluate",
            "Compute the objective, individual estimates and residuals at the model's own parameter values; nothing is estimated.",
            RunKind.Evaluation));
        root.Add(BuildSimulate());
        root.Add(BuildVpc());
        root.Add(BuildNpde());
        root.Add(BuildPpc());
        root.Add(BuildForecast());
        root.Add(BuildCheck());
        root.Add(BuildExplain());
        root.Add(BuildCompare());
        root.Add(BuildConvert());
        root.Add(BuildReport());
        return root;
    }

    private Command BuildRun(string name, string description, RunKind kind)
    {
        var command = new Command(name, description);
        var options = new RunOptions(command, kind);
        command.SetAction(result =>
        {
            var problems = new DiagnosticBag();
            var request = options.Bind(result, _text, problems);
            return problems.HasErrors ? Refuse(problems) : _services.GetRequiredService<RunHandler>().Run(request);
        });
        return command;
    }

    private Command BuildSimulate()
    {
        var command = new Command("simulate", "Draw subjects and observations from a model, or from a run with its estimates.");
        var options = new SimulateOptions(command);
        command.SetAction(result =>
        {
            var problems = new DiagnosticBag();
            var request = options.Bind(result, _text, problems);
            return problems.HasErrors ? Refuse(problems) : _services.GetRequiredService<SimulateHandler>().Run(request);
        });
        return command;
    }

    private Command BuildForecast()
    {
        var command = new Command("forecast", "Say from doses and levels so far what a subject's course will be, under candidate doses, and which dose attains a target.");
        var options = new ForecastArguments(command);
        command.SetAction(result =>
        {
            var problems = new DiagnosticBag();
            var request = options.Bind(result, _text, problems);
            return problems.HasErrors ? Refuse(problems) : _services.GetRequiredService<ForecastHandler>().Run(request);
        });
        return command;
    }

    private Command BuildVpc()
    {
        var command = new Command("vpc", "Visual predictive check: percentiles of the observations against those of simulated data.");
        var options = new VpcOptions(command);
        command.SetAction(result =>
        {
            var problems = new DiagnosticBag();
            var request = options.Bind(result, _text, problems);
            return problems.HasErrors ? Refuse(problems) : _services.GetRequiredService<VpcHandler>().Run(request);
        });
        return command;
    }

    private Command BuildNpde()
    {
        var command = new Command("npde", "Prediction distribution errors with their tests, and a numerical predictive check.");
        var options = new NpdeOptions(command);
        command.SetAction(result =>
        {
            var problems = new DiagnosticBag();
            var request = options.Bind(result, _text, problems);
            return problems.HasErrors ? Refuse(problems) : _services.GetRequiredService<NpdeHandler>().Run(request);
        });
        return command;
    }

    private Command BuildPpc()
    {
        var command = new Command("ppc", "Posterior predictive check: measures of exposure of the observations against those of simulated data.");
        var options = new PpcOptions(command);
        command.SetAction(result =>
        {
            var problems = new DiagnosticBag();
            var request = options.Bind(result, _text, problems);
            return problems.HasErrors ? Refuse(problems) : _services.GetRequiredService<PpcHandler>().Run(request);
        });
        return command;
    }

    private Command BuildCheck()
    {
        var (model, data, hideValues) = (RunOptions.ModelArgument(), RunOptions.DataOption(), RunOptions.HideValuesOption());
        var command = new Command("check", "Say what is wrong with a model and its data, and what was understood.") { model, data, hideValues };
        command.SetAction(result => _services.GetRequiredService<CheckHandler>().Run(
            result.GetRequiredValue(model), result.GetValue(data), result.GetValue(hideValues)));
        return command;
    }

    private Command BuildExplain()
    {
        var command = new Command("explain", "Show a stage between a model's text and the code that runs, or follow the engine along a subject.");
        var options = new ExplainOptions(command);
        command.SetAction(result =>
        {
            var problems = new DiagnosticBag();
            if (options.IsAboutMethods(result, _text, problems))
            {
                return problems.HasErrors ? Refuse(problems) : ShowCapabilities();
            }

            var request = options.Bind(result, _text, problems);
            return problems.HasErrors ? Refuse(problems)
                : request.IsAboutSubject ? _services.GetRequiredService<ExplainSubjectHandler>().Run(request)
                : _services.GetRequiredService<ExplainHandler>().Run(request.ModelPath, request.Stage);
        });
        return command;
    }

    private Command BuildCompare()
    {
        var runs = new Argument<string[]>("RUN") { Description = "the folder of a run, or its fit.json", Arity = ArgumentArity.OneOrMore };
        var command = new Command("compare", "Show runs side by side: objectives, information criteria, parameters, and tests of nested ones.") { runs };
        command.SetAction(result => _services.GetRequiredService<CompareHandler>().Run(result.GetRequiredValue(runs)));
        return command;
    }

    private Command BuildConvert()
    {
        var model = new Argument<string>("MODEL") { Description = "NONMEM control stream (*.mod, *.ctl)" };
        var output = new Option<string>("--output", "-o") { HelpName = "FILE", Description = "file to write, which must not exist; otherwise the model is printed" };
        var command = new Command("convert", "Write the model of a NONMEM control stream in the PopPK language.") { model, output };
        command.SetAction(result => _services.GetRequiredService<ConvertHandler>().Run(result.GetRequiredValue(model), result.GetValue(output)));
        return command;
    }

    private Command BuildReport()
    {
        var command = new Command("report", "Make report.html of a run again, with checks by simulation, or a page of several runs side by side.");
        var options = new ReportOptions(command);
        command.SetAction(result =>
        {
            var problems = new DiagnosticBag();
            var request = options.Bind(result, _text, problems);
            return problems.HasErrors ? Refuse(problems) : _services.GetRequiredService<ReportHandler>().Run(request);
        });
        return command;
    }

    private int ShowCapabilities()
    {
        foreach (var line in CapabilityText.Lines())
        {
            _environment.Out.WriteLine(line);
        }

        return ExitCode.Done;
    }

    private int Refuse(DiagnosticBag problems)
    {
        _services.GetRequiredService<DiagnosticPrinter>().Print(problems);
        return ExitCode.WrongInput;
    }
}
