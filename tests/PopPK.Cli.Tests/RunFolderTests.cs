using System.Text;
using PopPK.Reporting;
using Xunit;

namespace PopPK.Cli.Tests;

public sealed class RunFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("poppk-test-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Numbered_folders_take_the_first_free_number()
    {
        Assert.Equal(Path.Combine(_root, "runs", "m-1"), Write(RunFolder.Numbered(_root, "m")));
        Assert.Equal(Path.Combine(_root, "runs", "m-2"), Write(RunFolder.Numbered(_root, "m")));
        Directory.Delete(Path.Combine(_root, "runs", "m-1"), recursive: true);
        Assert.Equal(Path.Combine(_root, "runs", "m-1"), Write(RunFolder.Numbered(_root, "m")));
    }

    [Theory]
    [InlineData("a b/c", "a-b-c-1")]
    [InlineData("../..", "model-1")]
    [InlineData("run.12_x", "run.12_x-1")]
    public void Names_of_models_become_names_of_folders(string model, string expected) =>
        Assert.Equal(Path.Combine(_root, "runs", expected), Write(RunFolder.Numbered(_root, model)));

    [Fact]
    public void Earlier_run_is_replaced_as_a_whole()
    {
        var folder = RunFolder.Named(Path.Combine(_root, "out"));
        folder.Write([File("fit.json", "old"), File("predictions.csv", "old")]);
        Assert.Null(folder.Check());
        folder.Write([File("fit.json", "new")]);
        Assert.Equal(["fit.json"], Entries("out"));
        Assert.Equal("new", System.IO.File.ReadAllText(Path.Combine(_root, "out", "fit.json")));
        Assert.Equal(["out"], Entries());
    }

    [Fact]
    public void Empty_folder_is_taken()
    {
        Directory.CreateDirectory(Path.Combine(_root, "out"));
        var folder = RunFolder.Named(Path.Combine(_root, "out") + Path.DirectorySeparatorChar);
        Assert.Null(folder.Check());
        Write(folder);
        Assert.Equal(["fit.json"], Entries("out"));
    }

    [Theory]
    [InlineData("PK5301", "notes.txt")]
    [InlineData("PK5301", "fit.json", "notes.txt")]
    public void Folder_with_other_files_is_refused_and_left_alone(string code, params string[] files)
    {
        Directory.CreateDirectory(Path.Combine(_root, "out"));
        foreach (var file in files)
        {
            System.IO.File.WriteAllText(Path.Combine(_root, "out", file), "precious");
        }

        var folder = RunFolder.Named(Path.Combine(_root, "out"));
        Assert.Equal(code, folder.Check()?.Code);
        Assert.Throws<IOException>(() => Write(folder));
        Assert.Equal(files, Entries("out"));
        Assert.Equal(["out"], Entries());
    }

    [Fact]
    public void File_in_place_of_the_folder_is_refused()
    {
        System.IO.File.WriteAllText(Path.Combine(_root, "out"), "precious");
        Assert.Equal("PK5300", RunFolder.Named(Path.Combine(_root, "out")).Check()?.Code);
    }

    [Fact]
    public void Check_leaves_nothing_behind()
    {
        Assert.Null(RunFolder.Named(Path.Combine(_root, "a", "b", "out")).Check());
        Assert.Null(RunFolder.Numbered(_root, "m").Check());
        Assert.Empty(Entries());
    }

    [Fact]
    public void Failure_while_writing_leaves_no_new_folder()
    {
        Assert.Throws<IOException>(() => RunFolder.Numbered(_root, "m").Write([File("fit.json", "half"), Failing]));
        Assert.Empty(Entries("runs"));
    }

    [Fact]
    public void Failure_while_writing_leaves_the_earlier_run()
    {
        var folder = RunFolder.Named(Path.Combine(_root, "out"));
        folder.Write([File("fit.json", "old")]);
        Assert.Throws<IOException>(() => folder.Write([File("fit.json", "half"), Failing]));
        Assert.Equal("old", System.IO.File.ReadAllText(Path.Combine(_root, "out", "fit.json")));
        Assert.Equal(["out"], Entries());
    }

    private static RunFile Failing => new("predictions.csv", _ => throw new IOException("disk full"));

    private static RunFile File(string name, string content) => new(name, stream => stream.Write(Encoding.UTF8.GetBytes(content)));

    private static string Write(RunFolder folder) => folder.Write([File("fit.json", "{}")]);

    private string[] Entries(params string[] folder) =>
        [.. Directory.EnumerateFileSystemEntries(Path.Combine([_root, .. folder])).Select(e => Path.GetFileName(e)!).Order(StringComparer.Ordinal)];
}
