"""Writes what NLTK's NLTKWordTokenizer makes of hard sentences (pip install nltk): treebank.py treebank.tsv > new.tsv"""
import sys

from nltk.tokenize import NLTKWordTokenizer

tokenizer = NLTKWordTokenizer()
for line in open(sys.argv[1], encoding="utf-8"):
    line = line.rstrip("\n").split("\t")[0]
    print(line, " ".join(tokenizer.tokenize(line)), sep="\t")
